"""The citations routes: a numbered reference list for the entries on a screen, as JSON and as files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import file_responses, json_response, release_headers
from app.catalog.catalog import Catalog
from app.features.citations.bibtex import bibtex
from app.features.citations.citation_numbering import CitedSource, citations_of, resolve_keys
from app.features.citations.csl import csl_json
from app.features.citations.reference_list import citation_list
from app.features.citations.ris import ris
from app.features.citations.schemas import CitationList, CitationQuery
from app.server.http.problems import UNKNOWN_NAME, problem_responses
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/citations"
DESCRIPTION = """
Return one numbered list of the sources behind everything that the named entries show: for each
entry in the order asked its claims, then its cautions, then itself. Every source has one number.
Use it for the references below a screen.

* Each citation names what it is cited for: claims with the source's stance and the grade, cautions
  with their severity.
* `unsupported` names the claims and cautions shown that cite no source. Show them as such.
* `included` has each claim and caution that is named, whole.
"""

TAG = {"name": "citations", "description": "The references for what a screen shows, in one list."}


@dataclass(frozen=True)
class CitationFile:
    """A format that reference managers import: its address, its media type and its writer."""

    path: str
    media_type: str
    write: Callable[[Catalog, tuple[CitedSource, ...]], str]
    name: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})


CSL_ITEM = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "type": {"type": "string"}},
    "required": ["id", "type"],
}
CITATION_FILES = (
    CitationFile(f"{PATH}.bib", "application/x-bibtex", bibtex, "BibTeX"),
    CitationFile(f"{PATH}.ris", "application/x-research-info-systems", ris, "RIS"),
    CitationFile(
        f"{PATH}.csljson",
        "application/vnd.citationstyles.csl+json",
        csl_json,
        "CSL-JSON",
        {"type": "array", "items": CSL_ITEM},
    ),
)
"""Every format but JSON. CSL-JSON counts as a file, since reference managers import it."""

router = APIRouter(
    route_class=CachedRoute, tags=[TAG["name"]], responses=problem_responses(UNKNOWN_NAME, *COMMON_PROBLEMS)
)


@router.get(
    PATH,
    response_model=CitationList,
    operation_id="get_citations",
    summary="Get the references for what is shown",
    description=DESCRIPTION.strip(),
)
def get_citations(catalog: CurrentCatalog, query: Annotated[CitationQuery, Query()]) -> Response:
    """Return the references for what is shown."""
    citations = citations_of(catalog, resolve_keys(catalog, query.items))
    return json_response(catalog, citation_list(catalog, citations).model_dump_json())


def _add_file_route(file: CitationFile) -> None:
    def get_citation_file(catalog: CurrentCatalog, query: Annotated[CitationQuery, Query()]) -> Response:
        citations = citations_of(catalog, resolve_keys(catalog, query.items))
        return Response(
            file.write(catalog, citations.cited),
            headers=release_headers(catalog) | {"Content-Type": f"{file.media_type}; charset=utf-8"},
        )

    router.add_api_route(
        file.path,
        get_citation_file,
        operation_id=f"get_citations_{file.path.rpartition('.')[2]}",
        summary=f"Get the references as {file.name}",
        description=f"Return the sources of `{PATH}` as {file.name}, for reference managers. Disclaimer, "
        "release, verification and grades are in its comments and notes.",
        **file_responses(file.media_type, file.schema),
    )


for _file in CITATION_FILES:
    _add_file_route(_file)
