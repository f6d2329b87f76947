"""Template filters: numbers, URLs, labels of fields, and options of forms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Any

from markupsafe import Markup, escape

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.core.entry_keys import key_of
from app.schemas.entries import CautionLine, Entry
from app.texts.page_texts import page_texts, say
from app.vocabulary.base import Vocabulary
from app.web.explorer.caution_groups import CautionGroup, capitalized, caution_groups

TEMPLATES = Path(__file__).parent / "templates"
WHOLE = 10
"""From here on, an amount is shown without a fraction."""
GRAMS_PER_OUNCE = 28.349523125
"""The international avoirdupois ounce."""


@cache
def headings() -> Mapping[str, str]:
    """Return the heading of each kind by its path: `food-sources` is Fermented foods."""
    return {kind.path: str(page_texts()["kinds"][kind.path]) for kind in KINDS}


def format_number(value: float) -> str:
    """Return a number without a needless fraction, not rounded: 120.0 is 120."""
    whole = int(value)
    return str(whole) if value == whole else str(value)


def rounded(value: float) -> str:
    """Return a measured amount with as many digits as mean something: 9.2097 is 9.2, and 315.9 is 316."""
    if abs(value) >= WHOLE:
        return f"{value:,.0f}"
    return f"{value:.1f}".removesuffix(".0") if abs(value) >= 1 or not value else f"{value:.2g}"


def lower_first(text: str) -> str:
    """Return a text with a small first letter: Vitamin D is vitamin D."""
    return text[:1].lower() + text[1:]


def weight(grams: float) -> Markup:
    """Return a weight in grams, with the same in ounces for readers who chose them in About me."""
    texts = page_texts()["units"]
    ounces = say(texts["ounces"], amount=rounded(grams / GRAMS_PER_OUNCE))
    return Markup('<span data-ounces="{}">{}</span>').format(
        ounces, say(texts["grams"], amount=format_number(grams))
    )


def weighed(description: str, grams: float) -> Markup:
    """Return a portion with its weight: 1 small pot (150 g)."""
    text = escape(page_texts()["figures"]["weight"])
    return text.format(description=description, weight=weight(grams))


def with_thousands(value: float) -> str:
    """Return a count with a separator: 13790 is 13,790."""
    return f"{value:,.0f}"


def day(value: date, *, with_year: bool = True) -> str:
    """Return a date in words: 24 Nov 2026, or 24 Nov without its year."""
    texts = page_texts()["dates"]
    month = texts["months"][value.month - 1]
    return say(texts["day_of_year" if with_year else "day"], day=value.day, month=month, year=value.year)


def page_url(href: str) -> str:
    """Return the URL of an entry's page, given its URL in the API."""
    return href.removeprefix("/v1")


def field_label(name: str) -> str:
    """Return the label of a field: `calcium_mg` is Calcium (mg). Raises KeyError for one without."""
    return str(page_texts()["labels"][name])


def nutrient_name(name: str) -> str:
    """Return the name of a nutrient without its unit: `vitamin_k1_ug` is Vitamin K1."""
    return field_label(name).rpartition(" (")[0]


def with_labels(vocabulary: Iterable[Vocabulary]) -> list[tuple[str, str]]:
    """Return the values of a vocabulary with their labels, as options of a form."""
    return [(member.value, member.label) for member in vocabulary]


def any_selected(entries: Iterable[Entry], selected: Sequence[str]) -> bool:
    """Return whether any of these entries is selected, by `<kind>/<slug>` or by slug."""
    return any(entry.slug in selected or key_of(entry) in selected for entry in entries)


def groups_of(
    entry: Entry, catalog: Catalog, cautions: Iterable[CautionLine] | None = None
) -> list[CautionGroup]:
    """Return the cautions of an entry, or some of them, in groups of people."""
    return caution_groups(catalog, entry, entry.cautions if cautions is None else cautions)


def neighbour_name(entry: Entry, of: Entry) -> str:
    """Return the name of an entry for a link on another page, with its kind where both names are alike."""
    if entry.name != of.name:
        return entry.name
    return say(page_texts()["entry"]["same_name"], name=entry.name, kind=lower_first(headings()[entry.kind]))


def short_text(entry: Entry) -> str:
    """Return what a list says of an entry: its bottom line if it has one."""
    return str(getattr(entry, "bottom_line", None) or entry.summary)


def lines(text: str, width: int, most: int) -> list[str]:
    """Return a text as at most so many lines, with an ellipsis where it is cut."""
    return wrap(text, width, max_lines=most, placeholder=" …")


FILTERS: Mapping[str, Callable[..., Any]] = {
    "format_number": format_number,
    "rounded": rounded,
    "weight": weight,
    "weighed": weighed,
    "with_thousands": with_thousands,
    "day": day,
    "lower_first": lower_first,
    "capitalized": capitalized,
    "say": say,
    "nutrient_name": nutrient_name,
    "page_url": page_url,
    "field_label": field_label,
    "with_labels": with_labels,
    "any_selected": any_selected,
    "groups_of": groups_of,
    "neighbour_name": neighbour_name,
    "short_text": short_text,
    "lines": lines,
}
"""Template filters by name."""
