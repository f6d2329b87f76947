"""The declaration of activities."""

from app.filters import ListQuery
from app.kind import Kind
from app.kinds.activities.schemas import Activity, ActivityDocument, ActivityItem, ActivityPage
from app.kinds.usable import has_caution


class ActivityQuery(ListQuery):
    """Lists of activities have no filters of their own."""


KIND = Kind(
    path="activities",
    singular="activity",
    title="activity",
    document=ActivityDocument,
    entry=Activity,
    item=ActivityItem,
    page=ActivityPage,
    query=ActivityQuery,
    rules=(has_caution,),
)
