"""Template filters: numbers, URLs, labels of fields, and options of forms."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from app.catalog.registry import KINDS
from app.schemas.entries import Entry
from app.vocabulary.base import Vocabulary
from app.vocabulary.grading import Certainty
from app.vocabulary.graph import NodeKind
from app.vocabulary.safety import Severity

TEMPLATES = Path(__file__).parent / "templates"
UNITS = {"kcal": "kcal", "g": "g", "mg": "mg", "ug": "µg"}


@cache
def field_texts() -> Mapping[str, Mapping[str, str]]:
    """Return the `labels` of fields, and the texts to show for their `nulls`."""
    return tomllib.loads((TEMPLATES / "field_texts.toml").read_text("utf-8"))


@cache
def headings() -> Mapping[str, str]:
    """Return the heading of each kind by its path: `food-sources` is Fermented foods."""
    labels = {kind.value: kind.label for kind in NodeKind}
    return {kind.path: labels.get(kind.path, kind.path.replace("-", " ").capitalize()) for kind in KINDS}


@cache
def descriptions() -> Mapping[str, str]:
    """Return one sentence about each kind by its path."""
    return {kind.path: (kind.entry.__doc__ or "").strip() for kind in KINDS}


def format_number(value: float) -> str:
    """Return a number without a needless fraction, not rounded: 120.0 is 120."""
    whole = int(value)
    return str(whole) if value == whole else str(value)


def page_url(href: str) -> str:
    """Return the URL of an entry's page, given its URL in the API."""
    return href.removeprefix("/v1")


def field_label(name: str) -> str:
    """Return the label of a field: `calcium_mg` is Calcium (mg)."""
    if label := field_texts()["labels"].get(name):
        return label
    *words, unit = name.split("_")
    if words and unit in UNITS:
        return f"{' '.join(words).capitalize()} ({UNITS[unit]})"
    return name.replace("_", " ").capitalize()


def with_labels(vocabulary: Iterable[Vocabulary]) -> list[tuple[str, str]]:
    """Return the values of a vocabulary with their labels, as options of a form."""
    return [(member.value, member.label) for member in vocabulary]


def any_selected(entries: Iterable[Entry], selected: Sequence[str]) -> bool:
    """Return whether any of these entries is selected, by `<kind>/<slug>` or by slug."""
    return any(entry.slug in selected or f"{entry.kind}/{entry.slug}" in selected for entry in entries)


def with_severity(cautions: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return cautions of a JSON body with `severity` as a vocabulary member."""
    return [{**caution, "severity": Severity.named(caution["severity"])} for caution in cautions]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "format_number": format_number,
    "page_url": page_url,
    "field_label": field_label,
    "with_labels": with_labels,
    "any_selected": any_selected,
    "with_severity": with_severity,
    "severity_of": Severity.named,
    "certainty_of": Certainty.named,
}
"""Template filters by name."""
