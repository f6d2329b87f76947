"""The declaration of outcomes."""

from app.kinds.outcomes.schemas import Outcome, OutcomeDocument, OutcomeItem, OutcomePage
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


class OutcomeQuery(ListQuery):
    """Lists of outcomes have no filters of their own."""


KIND = Kind(
    path="outcomes",
    singular="outcome",
    title="outcome",
    document=OutcomeDocument,
    entry=Outcome,
    item=OutcomeItem,
    page=OutcomePage,
    query=OutcomeQuery,
)
