"""The declaration of mechanisms."""

from pydantic import Field

from app.core.field_types import Slug
from app.kinds.mechanisms.schemas import Mechanism, MechanismDocument
from app.schemas.filters import ListQuery, overlaps
from app.schemas.kind import Kind


class MechanismQuery(ListQuery):
    """Filters of mechanisms."""

    outcome: tuple[Slug, ...] = Field((), description="Mechanisms that may bear on any of these outcomes.")


KIND = Kind(
    path="mechanisms",
    singular="mechanism",
    title="mechanism",
    document=MechanismDocument,
    entry=Mechanism,
    query=MechanismQuery,
    filters={"outcome": overlaps(lambda mechanism: [effect.outcome.slug for effect in mechanism.outcomes])},
    reference_parameters={"outcome": ("outcomes",)},
)
