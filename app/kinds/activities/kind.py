"""The declaration of activities."""

from app.kinds.activities.schemas import Activity, ActivityDocument, ActivityItem, ActivityPage
from app.kinds.usable import has_caution
from app.schemas.kind import Kind

KIND = Kind(
    path="activities",
    singular="activity",
    title="activity",
    document=ActivityDocument,
    entry=Activity,
    item=ActivityItem,
    page=ActivityPage,
    rules=(has_caution,),
)
