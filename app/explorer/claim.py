"""The page of one claim, as the template reads it: its evidence beside what every entry shows."""

from typing import Any

from app.catalog import Catalog
from app.explorer.entry import entry_view
from app.features.claim_evidence.table import evidence_of
from app.kinds.claims.schemas import Claim
from app.pictures.drawing import WIDTH
from app.pictures.evidence import picture_of, scenery
from app.pictures.forest import forests_of

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


def claim_page(catalog: Catalog, claim: Claim) -> dict[str, Any]:
    """Return what the template of a claim is filled with."""
    evidence = evidence_of(catalog, claim, None)
    view = entry_view(catalog, claim)
    forests, why_not = forests_of(evidence.rows)
    return {
        "view": view,
        "facts": [fact for fact in view.facts if fact.name not in SHOWN_BY_THE_PAGE],
        "evidence": evidence,
        "picture": picture_of(evidence.rows),
        "forests": forests,
        "why_not": why_not,
        "width": WIDTH,
        **scenery(),
    }
