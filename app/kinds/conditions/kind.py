"""The declaration of conditions."""

from app.filters import ListQuery
from app.kind import Kind
from app.kinds.conditions.schemas import Condition, ConditionDocument, ConditionItem, ConditionPage


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
