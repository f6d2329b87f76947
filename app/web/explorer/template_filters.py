"""Template filters: numbers, URLs, labels of fields, and options of forms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.schemas.entries import Entry
from app.vocabulary.base import Vocabulary
from app.vocabulary.grading import Certainty
from app.vocabulary.safety import Severity
from app.web.explorer.kind_headings import headings

UNITS = {"kcal": "kcal", "g": "g", "mg": "mg", "ug": "µg"}
FIELD_LABELS = {
    "vitamin_k1_ug": "Vitamin K1 (µg)",
    "vitamin_k2_mk4_ug": "Vitamin K2, MK-4 (µg)",
    "vitamin_k2_mk7_ug": "Vitamin K2, MK-7 (µg)",
    "vitamin_d_ug": "Vitamin D (µg)",
    "compound_class": "Type of compound",
    "live_as_sold": "Live microbes as sold",
    "live_as_sold_note": "What that depends on",
    "live_as_eaten": "Live microbes as eaten",
    "live_as_eaten_note": "What that depends on when eaten",
    "colony_forming_units": "Number of live microbes",
    "live_microbe_category": "Category of live microbes",
    "probiotic_note": "Is it a probiotic?",
    "label_tips": "On the label",
    "fodmap": "FODMAP",
    "n": "Number studied",
    "n_note": "What that number counts",
    "doi": "DOI",
    "doi_unconfirmed": "DOI, not confirmed",
    "pmid": "PubMed id",
    "pmcid": "PubMed Central id",
    "isbn": "ISBN",
    "url": "Link",
    "url_note": "On the link",
    "ci95_low": "95 % confidence interval, lower end",
    "ci95_high": "95 % confidence interval, upper end",
    "i2_percent": "Heterogeneity, I² (%)",
    "fdc_id": "FoodData Central id",
    "ndb_no": "Number in the older USDA tables",
    "percent_of_2300_mg": "Percent of 2,300 mg",
    "mg_per_serving": "Milligrams per serving",
    "applies_when": "When it applies",
    "role": "Role",
    "id_check": "How we checked the id",
    "verification": "How we checked it",
    "allergens_in_words": "Allergens, in words",
    "allergens_possible": "Possible allergens",
    "amount_max": "Highest amount",
    "amount_min": "Lowest amount",
    "article_says": "What the article says",
    "bone_evidence": "Evidence on bone",
    "compared_with_note": "About that comparison",
    "daily_reference": "Daily value",
    "daily_reference_reason": "Why there is no daily value",
    "design_note": "About the design",
    "direction_note": "About the direction",
    "does_not_tell": "What it does not tell you",
    "doi_source": "Where the DOI was found",
    "drivers": "What causes it",
    "food_table": "Entry in the food table",
    "form_scope": "Which forms are meant",
    "graded_statement": "The claim we tested",
    "microbe_sources": "Sources on its microbes",
    "must_display": "Must be shown",
    "no_source_found": "We found no source",
    "numbers_seen": "Figures we checked",
    "nutrient_provenance": "Where the nutrient figures come from",
    "nutrients_null_reasons": "Figures we could not find",
    "probiotic_note_sources": "Sources on whether it is a probiotic",
    "synonyms_source": "Where the synonyms come from",
    "synthesis_of": "Studies it combines",
    "tells": "What it tells you",
    "title_note": "About the title",
    "title_seen": "Title we checked",
    "value_text": "Value in words",
    "would_change_grade": "What would change this grade",
}


def format_number(value: float) -> str:
    """Return a number without a needless fraction, not rounded: 120.0 is 120."""
    whole = int(value)
    return str(whole) if value == whole else str(value)


def page_url(href: str) -> str:
    """Return the URL of an entry's page, given its URL in the API."""
    return href.removeprefix("/v1")


def field_label(name: str) -> str:
    """Return the label of a field: `calcium_mg` is Calcium (mg)."""
    if name in FIELD_LABELS:
        return FIELD_LABELS[name]
    *words, unit = name.split("_")
    if words and unit in UNITS:
        return f"{' '.join(words).capitalize()} ({UNITS[unit]})"
    return name.replace("_", " ").capitalize()


def kind_heading(path: str) -> str:
    """Return the heading of a kind."""
    return headings()[path]


def with_labels(vocabulary: Iterable[Vocabulary]) -> list[tuple[str, str]]:
    """Return the values of a vocabulary with their labels, as options of a form."""
    return [(member.value, member.label) for member in vocabulary]


def number_options(numbers: Iterable[int]) -> list[tuple[str, str]]:
    """Return numbers as options of a form."""
    return [(str(number), str(number)) for number in numbers]


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
    "kind_heading": kind_heading,
    "with_labels": with_labels,
    "number_options": number_options,
    "any_selected": any_selected,
    "with_severity": with_severity,
    "severity_of": Severity.named,
    "certainty_of": Certainty.named,
}
"""Template filters by name."""
