"""What a kind holds beyond the shared fields, as facts to show: one rule a sort of value, for every kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.base_model import Model
from app.core.references import Reference
from app.schemas.entries import Entry
from app.schemas.food_figures import NullReasons, Nutrients
from app.vocabulary.base import Vocabulary

UNKNOWN = {
    "n": "not known",
    "year": "not known",
    "population": "not reported",
    "design": "not reported",
    "evidence_base": "not reported",
    "direction": "not assessed",
    "main_limitation": "not assessed",
    "comparator": "not reported",
    "outcome": "not reported",
    "retraction_status": "not checked",
    "bone_evidence": "we have no study of this food and bone",
    "amount_min": "we found no usable figure",
    "amount_max": "we found no usable figure",
    "grams": "not known",
    "mg_per_serving": "no figure",
    "range": "no figure",
}
"""Fields whose null tells the reader something; any other null is left out, since it means "none"."""

SHOWN_ELSEWHERE = frozenset({"must_display", "nutrients_per_100g", "nutrients_per_serving"})
DETAILS = frozenset(
    {
        "nutrient_provenance",
        "food_table",
        "dietary_flags",
        "doubts",
        "variants",
        "microbe_sources",
        "probiotic_note_sources",
        "form_scope",
        "sources",
        "verification",
        "notes",
    }
)
"""Fields that stand behind a fold: how a fact was checked, and what few readers ask."""


PLAIN: tuple[tuple[type, str], ...] = (
    (Vocabulary, "word"),
    (bool, "truth"),
    (int, "number"),
    (float, "number"),
    (date, "day"),
    (Reference, "link"),
)
"""The shape of what a template shows as it is; the first type that fits counts."""


@dataclass(frozen=True)
class Shown:
    """A value to show: where it stands in the JSON, its shape for the template, and itself.

    Shapes: text, number, truth, word, link, day, list, group, figures, unknown.
    """

    at: str
    shape: str
    value: Any


@dataclass(frozen=True)
class Fact:
    """A named value."""

    name: str
    shown: Shown


def field_views(entry: Entry) -> tuple[list[Fact], list[Fact]]:
    """Return the facts of an entry in the order of its schema: those to read, and those behind a fold."""
    names = [name for name in type(entry).model_fields if name not in Entry.model_fields]
    facts = [*_facts(entry, [name for name in names if name not in SHOWN_ELSEWHERE], "")]
    plain = [fact for fact in facts if fact.name not in DETAILS]
    return plain, [fact for fact in facts if fact.name in DETAILS]


def _facts(model: Model, names: list[str], at: str) -> Iterator[Fact]:
    for name in names:
        value = getattr(model, name)
        place = f"{at}{type(model).model_fields[name].alias or name}"
        if value is None and name in UNKNOWN:
            yield Fact(name, Shown(place, "unknown", UNKNOWN[name]))
        elif not _empty(value):
            yield Fact(name, shown(value, place))


def shown(value: object, at: str) -> Shown:
    """Return a value that is not null as it is to be shown."""
    shape = next((shape for held, shape in PLAIN if isinstance(value, held)), None)
    if shape is not None:
        return Shown(at, shape, value)
    if isinstance(value, tuple):
        return Shown(at, "list", [shown(item, f"{at}.{place}") for place, item in enumerate(value)])
    if isinstance(value, Nutrients | NullReasons):
        return Shown(at, "figures", _figures(value, at))
    if isinstance(value, Model):
        return Shown(at, "group", list(_facts(value, list(type(value).model_fields), f"{at}.")))
    return Shown(at, _text_shape(str(value)), str(value))


def _figures(value: Model, at: str) -> Mapping[str, tuple[str, object]]:
    held = {name: getattr(value, name) for name in type(value).model_fields}
    return {name: (f"{at}.{name}", one) for name, one in held.items() if one is not None}


def _text_shape(text: str) -> str:
    return "address" if text.startswith(("https://", "http://")) else "text"


def _empty(value: object) -> bool:
    """Return whether there is nothing to show: a null, an empty list, or a group of such alone."""
    if isinstance(value, tuple):
        return not value
    if isinstance(value, Model) and not isinstance(value, Reference):
        return all(_empty(getattr(value, name)) for name in type(value).model_fields)
    return value is None
