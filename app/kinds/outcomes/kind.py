"""The declaration of outcomes."""

from app.filters import ListQuery
from app.kind import Kind
from app.kinds.outcomes.schemas import Outcome, OutcomeDocument, OutcomeItem, OutcomePage


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
