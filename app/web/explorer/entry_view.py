"""View models of the pages of entries and claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.catalog import Catalog
from app.charts.evidence_chart import chart_context, evidence_chart
from app.charts.forest_plot import forest_plots
from app.charts.svg_rendering import WIDTH
from app.features.claim_evidence.evidence_table import evidence_of
from app.features.embedded_cards import caution_cards, claim_cards
from app.kinds.claims import Claim
from app.schemas.entries import CautionCard, ClaimCard, Entry, Related
from app.vocabulary.content import Relation
from app.web.explorer.field_view import Field, field_views
from app.web.explorer.guide_navigation import GuidePosition, guide_positions
from app.web.explorer.nutrition_table import NutritionRow, nutrition_rows

CARD_RELATIONS = frozenset({Relation.WARNED_BY, Relation.SUBJECT_OF, Relation.CONCERNED_BY})
"""Relations that the page shows as cards of cautions and claims."""

CLAIM_TEMPLATE_FIELDS = frozenset(
    {
        "statement",
        "graded_statement",
        "article_says",
        "verdict",
        "parts",
        "rationale",
        "nuance",
        "would_change_grade",
        "evidence",
        "no_source_found",
        "certainty",
        "direction",
        "about",
        "population",
        "directness",
        "basis",
    }
)
"""Fields of a claim that claim.html shows by itself."""


@dataclass(frozen=True)
class EntryView:
    """What the template of an entry shows; `details` are the fields of the collapsed section."""

    entry: Entry
    cautions: Sequence[CautionCard]
    claims: Sequence[ClaimCard]
    fields: Sequence[Field]
    details: Sequence[Field]
    nutrition: Sequence[NutritionRow]
    related: Mapping[Relation, Sequence[Related]]
    position: GuidePosition | None


def build_entry_view(catalog: Catalog, entry: Entry) -> EntryView:
    """Return the view of an entry."""
    fields, details = field_views(entry)
    return EntryView(
        entry=entry,
        cautions=caution_cards(catalog, entry),
        claims=claim_cards(catalog, entry),
        fields=fields,
        details=details,
        nutrition=nutrition_rows(catalog, entry),
        related=_related(entry),
        position=guide_positions(catalog).get(f"{entry.kind}/{entry.slug}"),
    )


def claim_context(catalog: Catalog, claim: Claim) -> dict[str, Any]:
    """Return the context of claim.html: the view of the entry, its evidence and the charts of that."""
    evidence = evidence_of(catalog, claim, None)
    view = build_entry_view(catalog, claim)
    forests, why_not = forest_plots(evidence.rows)
    return {
        "view": view,
        "fields": [field for field in view.fields if field.name not in CLAIM_TEMPLATE_FIELDS],
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
