"""The evidence route of a claim."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, MOVED, SlugInPath
from app.api.responses import data_response, release_headers
from app.catalog.catalog import Catalog, MovedEntryError
from app.charts.evidence_chart import evidence_svg
from app.features.claim_evidence.evidence_table import evidence_of
from app.features.claim_evidence.schemas import (
    ClaimEvidence,
    ClaimEvidenceItem,
    EvidenceFormat,
    EvidenceQuery,
)
from app.features.name_resolution import resolve_entry
from app.kinds.claims import Claim
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.catalog_state import CurrentCatalog

SVG = "image/svg+xml"
CLOSED = {"Content-Security-Policy": "default-src 'none'"}
PATH = "/v1/claims/{slug}/evidence"
DESCRIPTION = """
Return every study behind a claim, those against it included, newest first: in whom, what was given
at what dose, what came out, what limits it.

* Numbers are never added up across studies; `by_strain` counts studies by the strain or mixture given.
* With `subject` the answer says whether anybody tested what the reader asks about. A result for one
  strain, asked for its species, for another strain or for a food, is `extrapolated`, and `extrapolation`
  says so in a sentence to be shown with the claim.
"""

router = APIRouter(route_class=CachedRoute, tags=["claims"])


@router.get(
    PATH,
    response_model=ClaimEvidenceItem,
    operation_id="get_claim_evidence",
    summary="Get the evidence of a claim",
    description=DESCRIPTION.strip(),
    responses={
        200: {"content": {SVG: {}}},
        **MOVED,
        **problem_responses(problems.UNKNOWN_ENTRY, problems.REMOVED_ENTRY, *COMMON_PROBLEMS),
    },
)
def get_claim_evidence(
    request: Request, catalog: CurrentCatalog, slug: SlugInPath, query: Annotated[EvidenceQuery, Query()]
) -> Response:
    """Return the evidence of a claim; a former slug redirects to the current one."""
    try:
        found = evidence(catalog, slug, query.subject)
    except MovedEntryError as moved:
        query_string = f"?{request.url.query}" if request.url.query else ""
        raise MovedEntryError(f"{moved.href}/evidence{query_string}") from moved
    if query.format is EvidenceFormat.SVG:
        return Response(evidence_svg(found), media_type=SVG, headers=release_headers(catalog) | CLOSED)
    return data_response(catalog, found)


def evidence(catalog: Catalog, slug: str, subject: str | None) -> ClaimEvidence:
    """Return the evidence of a claim. Raises MovedEntryError, UnknownEntryError or InvalidQueryError."""
    claim = catalog.entry("claims", slug)
    if not isinstance(claim, Claim):
        raise TypeError(claim)
    return evidence_of(catalog, claim, resolve_entry(catalog, "subject", subject) if subject else None)
