"""The declaration of compounds."""

from pydantic import Field

from app.kinds.compounds.schemas import Compound, CompoundDocument
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
from app.vocabulary.food import CompoundClass


class CompoundQuery(ListQuery):
    """Filters of compounds."""

    compound_class: tuple[CompoundClass, ...] = Field(
        (), alias="class", description="Compounds of any of these classes."
    )


KIND = Kind(
    path="compounds",
    singular="compound",
    title="compound",
    document=CompoundDocument,
    entry=Compound,
    query=CompoundQuery,
    filters={"compound_class": field_in("compound_class")},
)
