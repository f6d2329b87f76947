"""The declaration of conditions."""

from app.kinds.conditions.schemas import Condition, ConditionDocument, ConditionItem, ConditionPage
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


class ConditionQuery(ListQuery):
    """Lists of conditions have no filters of their own."""


KIND = Kind(
    path="conditions",
    singular="condition",
    title="condition",
    document=ConditionDocument,
    entry=Condition,
    item=ConditionItem,
    page=ConditionPage,
    query=ConditionQuery,
)
