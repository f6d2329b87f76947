"""The declaration of conditions."""

from app.kinds.conditions.schemas import Condition, ConditionDocument
from app.schemas.kind import Kind

KIND = Kind(
    path="conditions",
    singular="condition",
    title="condition",
    document=ConditionDocument,
    entry=Condition,
)
