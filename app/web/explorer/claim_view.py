"""The page of one claim, as the template reads it: its evidence beside what every entry shows."""

from typing import Any

from app.catalog.catalog import Catalog
from app.charts.evidence_chart import chart_context, evidence_chart
from app.charts.forest_plot import forest_plots
from app.charts.svg_rendering import WIDTH
from app.features.claim_evidence.evidence_table import evidence_of
from app.kinds.claims.schemas import Claim
from app.web.explorer.entry_view import entry_view

SHOWN_BY_THE_PAGE = frozenset(
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


def build_claim_view(catalog: Catalog, claim: Claim) -> dict[str, Any]:
    """Return what the template of a claim is filled with."""
    evidence = evidence_of(catalog, claim, None)
    view = entry_view(catalog, claim)
    forests, why_not = forest_plots(evidence.rows)
    return {
        "view": view,
        "facts": [fact for fact in view.facts if fact.name not in SHOWN_BY_THE_PAGE],
        "evidence": evidence,
        "picture": evidence_chart(evidence.rows),
        "forests": forests,
        "why_not": why_not,
        "width": WIDTH,
        **chart_context(),
    }
