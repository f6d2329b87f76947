"""The declaration of mechanisms."""

from typing import Annotated

from pydantic import Field

from app.core import field_types
from app.kinds.mechanisms.schemas import Mechanism, MechanismDocument, MechanismItem, MechanismPage
from app.schemas.filters import ListQuery, shares
from app.schemas.kind import Kind


class MechanismQuery(ListQuery):
    """Filters of mechanisms."""

    outcome: Annotated[
        tuple[field_types.Slug, ...], Field(description="Mechanisms that may bear on any of these outcomes.")
    ] = ()


KIND = Kind(
    path="mechanisms",
    singular="mechanism",
    title="mechanism",
    document=MechanismDocument,
    entry=Mechanism,
    item=MechanismItem,
    page=MechanismPage,
    query=MechanismQuery,
    filters={"outcome": shares(lambda mechanism: [effect.outcome.slug for effect in mechanism.outcomes])},
    named_by={"outcome": ("outcomes",)},
)
