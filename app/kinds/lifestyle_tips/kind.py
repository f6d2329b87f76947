"""The declaration of lifestyle-tips."""

from pydantic import Field

from app.kinds.lifestyle_tips.schemas import Tip, TipDocument
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
from app.vocabulary.content import Topic


class TipQuery(ListQuery):
    """Filters of lifestyle-tips."""

    topic: tuple[Topic, ...] = Field((), description="Tips on any of these topics.")


KIND = Kind(
    path="lifestyle-tips",
    singular="lifestyle_tip",
    title="lifestyle tip",
    document=TipDocument,
    entry=Tip,
    query=TipQuery,
    filters={"topic": field_in("topic")},
)
