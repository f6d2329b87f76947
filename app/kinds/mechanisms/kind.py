"""The declaration of mechanisms."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.filters import ListQuery, shares
from app.kind import Kind
from app.kinds.mechanisms.schemas import Mechanism, MechanismDocument, MechanismItem, MechanismPage


class MechanismQuery(ListQuery):
    """Filters of mechanisms."""

    outcome: Annotated[
        tuple[fields.Slug, ...], Field(description="Mechanisms that may bear on any of these outcomes.")
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
