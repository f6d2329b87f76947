"""The declaration of supplement-guidance."""

from pydantic import Field

from app.kinds.supplement_guidance.schemas import Guidance, GuidanceDocument
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
from app.vocabulary.content import GuidanceStep


class GuidanceQuery(ListQuery):
    """Filters of supplement-guidance."""

    step: tuple[GuidanceStep, ...] = Field((), description="Guidance for any of these steps.")


KIND = Kind(
    path="supplement-guidance",
    singular="supplement_guidance_step",
    title="step of supplement guidance",
    document=GuidanceDocument,
    entry=Guidance,
    query=GuidanceQuery,
    filters={"step": field_in("step")},
)
