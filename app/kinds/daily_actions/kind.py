"""The declaration of daily-actions."""

from pydantic import Field

from app.kinds.daily_actions.schemas import Action, ActionDocument
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
from app.vocabulary.content import Moment


class ActionQuery(ListQuery):
    """Filters of daily-actions."""

    moment: tuple[Moment, ...] = Field((), description="Steps for any of these moments of the day.")


KIND = Kind(
    path="daily-actions",
    singular="daily_action",
    title="daily action",
    document=ActionDocument,
    entry=Action,
    query=ActionQuery,
    filters={"moment": field_in("moment")},
)
