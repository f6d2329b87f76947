"""The declaration of activities."""

from app.kinds.activities.schemas import Activity, ActivityDocument, ActivityItem, ActivityPage
from app.kinds.usable import has_caution
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


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
