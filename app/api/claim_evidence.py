"""The evidence routes of a claim."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, MOVED, SlugInPath
from app.api.responses import entry_response, file_responses, release_headers
from app.catalog.catalog import Catalog, MovedEntryError
from app.charts.evidence_chart import evidence_svg
from app.features.claim_evidence.evidence_table import evidence_of
from app.features.claim_evidence.schemas import (
    ClaimEvidence,
    ClaimEvidenceItem,
    EvidenceQuery,
)
from app.features.name_resolution import resolve_entry
from app.kinds.claims import Claim
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

SVG = "image/svg+xml"
PATH = "/v1/claims/{slug}/evidence"
SVG_PATH = f"{PATH}.svg"
DESCRIPTION = """
Return every study behind a claim, those against it included, newest first: in whom, what was given
at what dose, what came out, what limits it.

* Numbers are never added up across studies; `by_strain` counts studies by the strain or mixture given.
* With `subject` the answer says whether anybody tested what the reader asks about. A result for one
  strain, asked for its species, for another strain or for a food, is `extrapolated`, and `extrapolation`
  says so in a sentence to be shown with the claim.
"""

router = APIRouter(
    route_class=CachedRoute,
    tags=["claims"],
    responses={
        **MOVED,
        **problem_responses(
            problems.UNKNOWN_ENTRY, problems.UNKNOWN_NAME, problems.REMOVED_ENTRY, *COMMON_PROBLEMS
        ),
    },
)


@router.get(
    PATH,
    response_model=ClaimEvidenceItem,
    operation_id="get_claim_evidence",
    summary="Get the evidence of a claim",
    description=DESCRIPTION.strip(),
)
def get_claim_evidence(
    request: Request, catalog: CurrentCatalog, slug: SlugInPath, query: Annotated[EvidenceQuery, Query()]
) -> Response:
    """Return the evidence of a claim; a former slug redirects to the current one."""
    found = requested_evidence(request, catalog, slug, query)
    return entry_response(catalog, found, catalog.included_json([f"claims/{found.claim.slug}"]))


@router.get(
    SVG_PATH,
    operation_id="get_claim_evidence_svg",
    summary="Get the evidence of a claim as a picture",
    **file_responses(SVG),
)
def get_claim_evidence_svg(
    request: Request, catalog: CurrentCatalog, slug: SlugInPath, query: Annotated[EvidenceQuery, Query()]
) -> Response:
    """Return a chart of the studies behind a claim, one mark a study, with the grade and the cautions.

    Use it beside the statement of the claim; its text says what the marks show.
    """
    found = requested_evidence(request, catalog, slug, query)
    return Response(evidence_svg(found), media_type=SVG, headers=release_headers(catalog))


def requested_evidence(request: Request, catalog: Catalog, slug: str, query: EvidenceQuery) -> ClaimEvidence:
    """Return the evidence that a request names. Raises MovedEntryError with the whole new address."""
    try:
        return evidence(catalog, slug, query.subject)
    except MovedEntryError as moved:
        ending = request.url.path.rpartition("/")[2]
        query_string = f"?{request.url.query}" if request.url.query else ""
        raise MovedEntryError(f"{moved.href}/{ending}{query_string}") from moved


def evidence(catalog: Catalog, slug: str, subject: str | None) -> ClaimEvidence:
    """Return the evidence of a claim. Raises MovedEntryError, UnknownEntryError or UnknownNameError."""
    claim = catalog.entry("claims", slug)
    if not isinstance(claim, Claim):
        raise TypeError(claim)
    return evidence_of(catalog, claim, resolve_entry(catalog, "subject", subject) if subject else None)
