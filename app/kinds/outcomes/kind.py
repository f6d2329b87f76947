"""The declaration of outcomes."""

from app.kinds.outcomes.schemas import Outcome, OutcomeDocument, OutcomeItem, OutcomePage
from app.schemas.kind import Kind

KIND = Kind(
    path="outcomes",
    singular="outcome",
    title="outcome",
    document=OutcomeDocument,
    entry=Outcome,
    item=OutcomeItem,
    page=OutcomePage,
)
