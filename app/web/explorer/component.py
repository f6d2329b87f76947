"""The web component as it is served: one file, with the texts and labels that it shows."""

from collections.abc import Iterable
from typing import Any

from app.core.compact_json import compact_json
from app.texts.page_texts import page_texts, say
from app.vocabulary.base import Vocabulary
from app.vocabulary.grading import Certainty
from app.vocabulary.safety import Allergen, LifeStage, Severity

PLACE = b"{/* texts */}"
"""Where the texts go in the source of the script."""


def with_texts(script: bytes) -> bytes:
    """Return the script with its texts, so that another site can host it as one file."""
    return script.replace(PLACE, compact_json(component_texts()), 1)


def component_texts() -> dict[str, Any]:
    """Return what the component says: its own texts, those it shares with pages, and labels of values."""
    texts = page_texts()
    card, careful = texts["card"], texts["careful"]
    return {
        **texts["component"],
        **{name: card[name] for name in ("studies", "people", "people_of_one", "people_unknown")},
        **{name: careful[name] for name in ("and_more", "everyone", "none")},
        "severities": _labels(Severity),
        "certainties": {one.value: [_certainty(one), one.meaning] for one in Certainty},
        "life_stages": {one.value: one.label.lower() for one in LifeStage},
        "allergies": {one.value: say(careful["allergy"], name=one.label.lower()) for one in Allergen},
    }


def _certainty(certainty: Certainty) -> str:
    if certainty is Certainty.NOT_GRADED:
        return certainty.label
    return say(page_texts()["component"]["certainty"], label=certainty.label)


def _labels(vocabulary: Iterable[Vocabulary]) -> dict[str, str]:
    return {one.value: one.label for one in vocabulary}
