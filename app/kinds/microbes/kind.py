"""The declaration of microbes."""

from pydantic import Field

from app.kinds.microbes.schemas import Microbe, MicrobeDocument
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
from app.vocabulary.food import Rank


class MicrobeQuery(ListQuery):
    """Filters of microbes."""

    rank: tuple[Rank, ...] = Field((), description="Microbes named at any of these ranks.")


KIND = Kind(
    path="microbes",
    singular="microbe",
    title="microbe",
    document=MicrobeDocument,
    entry=Microbe,
    query=MicrobeQuery,
    filters={"rank": field_in("rank")},
)
