"""View models of the pages of entries and claims."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.catalog import Catalog, StoredGuideSection
from app.charts.evidence_chart import chart_context, evidence_chart
from app.charts.forest_plot import forest_plots
from app.charts.svg_rendering import WIDTH
from app.core.memoize import Memoize
from app.features.claim_evidence.evidence_table import evidence_of
from app.features.embedded_cards import caution_cards, claim_cards
from app.kinds.claims import Claim
from app.kinds.food_sources import FoodSource
from app.kinds.nutrients import DailyReference, Nutrient
from app.kinds.prebiotics import Prebiotic
from app.schemas.entries import Entry, Related
from app.schemas.food import NUTRIENT_NAMES
from app.vocabulary.content import Relation
from app.web.explorer.field_view import field_views

CARD_RELATIONS = frozenset({Relation.WARNED_BY, Relation.SUBJECT_OF, Relation.CONCERNED_BY})
"""Relations that the page shows as cards of cautions and claims."""

Food = FoodSource | Prebiotic


@dataclass(frozen=True)
class NutritionRow:
    """One nutrient: its figures in the unit of its name, or the reason why they are null.

    `percent` is the share of the daily value in a serving, or in 100 g if the serving has no weight.
    """

    name: str
    per_100g: float | None
    per_serving: float | None
    reason: str | None
    reference: DailyReference | None
    percent: int | None


@dataclass(frozen=True)
class GuidePosition:
    """The position of an entry in the guide: its section, and the entries around it, if any."""

    section: StoredGuideSection
    previous: Entry | None
    next: Entry | None


def build_entry_view(catalog: Catalog, entry: Entry) -> dict[str, Any]:
    """Return what the template of an entry shows; `details` are the fields of the collapsed section."""
    fields, details = field_views(entry)
    return {
        "entry": entry,
        "cautions": caution_cards(catalog, entry),
        "claims": claim_cards(catalog, entry),
        "fields": fields,
        "details": details,
        "nutrition": nutrition_rows(catalog, entry),
        "related": _related(entry),
        "position": guide_positions(catalog).get(f"{entry.kind}/{entry.slug}"),
    }


def claim_context(catalog: Catalog, claim: Claim) -> dict[str, Any]:
    """Return the context of claim.html: the view of the entry, its evidence and the charts of that."""
    evidence = evidence_of(catalog, claim, None)
    forests, why_not = forest_plots(evidence.rows)
    return {
        "view": build_entry_view(catalog, claim),
        "evidence": evidence,
        "picture": evidence_chart(evidence.rows),
        "forests": forests,
        "why_not": why_not,
        "width": WIDTH,
        **chart_context(),
    }


def _related(entry: Entry) -> dict[Relation, list[Related]]:
    groups: dict[Relation, list[Related]] = {}
    for related in entry.related:
        if related.relation not in CARD_RELATIONS:
            groups.setdefault(related.relation, []).append(related)
    return groups


@Memoize
def guide_positions(catalog: Catalog) -> Mapping[str, GuidePosition]:
    """Return the position of each entry of the guide by key; an entry that is listed twice has the first."""
    sections: dict[str, StoredGuideSection] = {}
    for section in catalog.guide:
        for key in section.keys:
            sections.setdefault(key, section)
    keys = list(sections)
    neighbours = zip(keys, [None, *keys[:-1]], [*keys[1:], None], strict=True)
    return {
        key: GuidePosition(sections[key], entry_at(catalog, previous), entry_at(catalog, following))
        for key, previous, following in neighbours
    }


def entry_at(catalog: Catalog, key: str | None) -> Entry | None:
    """Return the entry with a key; None for None."""
    if key is None:
        return None
    kind, _, slug = key.partition("/")
    return catalog.entry(kind, slug)


def entries_of(catalog: Catalog, section: StoredGuideSection) -> list[Entry]:
    """Return the entries of a section, in order."""
    return [entry for key in section.keys if (entry := entry_at(catalog, key))]


def nutrition_rows(catalog: Catalog, food: object) -> list[NutritionRow]:
    """Return the rows of a food's table; an empty list for other entries."""
    if not isinstance(food, Food):
        return []
    return list(_rows(food, daily_references(catalog)))


def daily_references(catalog: Catalog) -> Mapping[str, DailyReference]:
    """Return the known daily values by nutrient name: `sodium_mg`."""
    references = {}
    for nutrient in catalog.kinds["nutrients"]:
        if isinstance(nutrient, Nutrient) and nutrient.daily_reference:
            unit = nutrient.daily_reference.unit.partition(" ")[0]
            references[f"{nutrient.slug.replace('-', '_')}_{unit}"] = nutrient.daily_reference
    return references


def _rows(food: Food, references: Mapping[str, DailyReference]) -> Iterator[NutritionRow]:
    serving = food.nutrients_per_serving
    for name in NUTRIENT_NAMES:
        per_100g = getattr(food.nutrients_per_100g, name)
        per_serving = getattr(serving, name) if serving is not None else None
        reference = references.get(name)
        measured = per_100g if serving is None else per_serving
        percent = round(100 * measured / reference.amount) if reference and measured is not None else None
        reason = getattr(food.nutrients_null_reasons, name)
        yield NutritionRow(name, per_100g, per_serving, reason, reference, percent)
