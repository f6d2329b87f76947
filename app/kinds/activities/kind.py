"""The declaration of activities."""

from app.kinds.activities.schemas import Activity, ActivityDocument
from app.kinds.usable import has_caution
from app.schemas.kind import Kind

KIND = Kind(
    path="activities",
    singular="activity",
    title="activity",
    document=ActivityDocument,
    entry=Activity,
    rules=(has_caution,),
)
