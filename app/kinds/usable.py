"""Rules shared by foods, supplements and activities."""

from collections.abc import Iterator

from app.kinds.cautions.schemas import CautionDocument
from app.schemas.entries import Document
from app.schemas.food import FoodFields, Variant
from app.schemas.food_figures import NUTRIENT_NAMES
from app.schemas.kind import Documents, RuleViolation


def has_caution(key: str, document: Document, documents: Documents) -> Iterator[RuleViolation]:
    """An entry has either a caution or the reason why none is known."""
    warned = bool(document.cautions) or any(_applies(other, key) for other in documents.values())
    if not warned and document.cautions_none_known is None:
        yield "cautions_none_known", "no caution applies; say here why none is known"
    if warned and document.cautions_none_known is not None:
        yield "cautions_none_known", "a caution applies; remove this field"


def _applies(document: Document, key: str) -> bool:
    if not isinstance(document, CautionDocument):
        return False
    applies = document.applies_to
    if applies.any_activity and key.startswith("activities/"):
        return True
    return any(entry.id == key for entry in (*applies.foods, *applies.supplements, *applies.activities))


def nulls_have_reasons(_key: str, food: FoodFields, _documents: Documents) -> Iterator[RuleViolation]:
    """Every null figure has its reason, and no figure has one."""
    yield from _nulls("", food)
    for position, variant in enumerate(food.variants):
        yield from _nulls(f"variants[{position}].", variant)


def _nulls(prefix: str, food: FoodFields | Variant) -> Iterator[RuleViolation]:
    for name in NUTRIENT_NAMES:
        figure = getattr(food.nutrients_per_100g, name)
        reason = getattr(food.nutrients_null_reasons, name)
        if figure is None and reason is None:
            yield f"{prefix}nutrients_null_reasons.{name}", "the figure is null; say why"
        if figure is not None and reason is not None:
            yield f"{prefix}nutrients_null_reasons.{name}", "there is a figure; remove the reason"
