"""The citations route: a numbered reference list for the entries on a screen."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import json_response, release_headers
from app.features.citations.citation_numbering import citations_of, resolve_keys
from app.features.citations.reference_list import WRITERS, citation_list
from app.features.citations.schemas import CitationList, CitationQuery, CitationStyle
from app.server.http.problems import problem_responses
from app.server.state.catalog_state import CurrentCatalog

PATH = "/v1/citations"
MEDIA_TYPES = {
    CitationStyle.BIBTEX: "application/x-bibtex",
    CitationStyle.RIS: "application/x-research-info-systems",
    CitationStyle.CSL_JSON: "application/vnd.citationstyles.csl+json",
}
FILE_SCHEMAS: dict[CitationStyle, dict[str, Any]] = {
    CitationStyle.BIBTEX: {"type": "string"},
    CitationStyle.RIS: {"type": "string"},
    CitationStyle.CSL_JSON: {"type": "array", "items": {"type": "object", "required": ["id", "type"]}},
}
DESCRIPTION = """
Return one numbered list of the sources behind everything that the named entries show: for each
entry in the order asked its claims, then its cautions, then itself. Every source has one number.

* Each citation names what it is cited for: claims with the source's stance and the grade, cautions
  with their severity.
* `unsupported` names the claims and cautions shown that cite no source. Show them as such.
* With `style` the list comes as a file for reference managers instead: `bibtex`, `ris`, `csl-json`.
  Disclaimer, release, verification and grades are in its comments and notes.
"""

TAG = {"name": "citations", "description": "The references for what a screen shows, in one list."}

router = APIRouter(route_class=CachedRoute, tags=[TAG["name"]])


@router.get(
    PATH,
    response_model=CitationList,
    operation_id="get_citations",
    summary="Get the references for what is shown",
    description=DESCRIPTION.strip(),
    responses={
        200: {"content": {MEDIA_TYPES[style]: {"schema": schema} for style, schema in FILE_SCHEMAS.items()}},
        **problem_responses(*COMMON_PROBLEMS),
    },
)
def get_citations(catalog: CurrentCatalog, query: Annotated[CitationQuery, Query()]) -> Response:
    """Return the references for what is shown."""
    citations = citations_of(catalog, resolve_keys(catalog, query.items))
    if query.style is CitationStyle.TEXT:
        return json_response(catalog, citation_list(catalog, citations).model_dump_json())
    return Response(
        WRITERS[query.style](catalog, citations.cited),
        headers=release_headers(catalog) | {"Content-Type": f"{MEDIA_TYPES[query.style]}; charset=utf-8"},
    )
