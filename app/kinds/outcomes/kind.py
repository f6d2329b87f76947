"""The declaration of outcomes."""

from app.kinds.outcomes.schemas import Outcome, OutcomeDocument
from app.schemas.kind import Kind

KIND = Kind(
    path="outcomes",
    singular="outcome",
    title="outcome",
    document=OutcomeDocument,
    entry=Outcome,
)
