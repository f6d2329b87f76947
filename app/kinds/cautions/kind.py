"""The declaration of cautions."""

from pydantic import Field

from app.core.field_types import EntryPath, SlugOrSynonym
from app.core.references import USABLE_KINDS
from app.kinds.cautions.rules import RULES
from app.kinds.cautions.schemas import Caution, CautionDocument
from app.schemas.filters import ListQuery, field_in, overlaps
from app.schemas.kind import Kind
from app.vocabulary.safety import LifeStage, Severity


class CautionQuery(ListQuery):
    """Filters of cautions; they match cautions that name the requested value."""

    severity: tuple[Severity, ...] = Field((), description="Cautions of any of these severities.")
    applies_to: tuple[EntryPath, ...] = Field(
        (), description="Cautions on any of these foods, supplements or activities, as `<kind>/<slug>`."
    )
    condition: tuple[SlugOrSynonym, ...] = Field(
        (), description="Cautions for people with any of these conditions; slugs or synonyms."
    )
    medicine: tuple[SlugOrSynonym, ...] = Field(
        (), description="Cautions for people who take any of these medicines; slugs, examples or synonyms."
    )
    life_stage: tuple[LifeStage, ...] = Field((), description="Cautions for any of these stages of life.")


def target_ids(caution: Caution) -> list[str]:
    """Return the `<kind>/<slug>` of all entries that a caution names."""
    applies = caution.applies_to
    return [entry.id for entry in (*applies.foods, *applies.supplements, *applies.activities)]


KIND = Kind(
    path="cautions",
    singular="caution",
    title="caution",
    document=CautionDocument,
    entry=Caution,
    query=CautionQuery,
    filters={
        "severity": field_in("severity"),
        "applies_to": overlaps(target_ids),
        "condition": overlaps(lambda caution: [condition.slug for condition in caution.who.conditions]),
        "medicine": overlaps(lambda caution: [medicine.slug for medicine in caution.who.medicines]),
        "life_stage": overlaps(lambda caution: caution.who.life_stages),
    },
    reference_parameters={
        "applies_to": USABLE_KINDS,
        "condition": ("conditions",),
        "medicine": ("medicines",),
    },
    rules=RULES,
)
