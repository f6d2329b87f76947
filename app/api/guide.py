"""The routes across kinds: guide, facets and disclaimer."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.responses import data_response, entry_response
from app.catalog.guide_schemas import ServedDisclaimer
from app.features.entry_cards import caution_lines_json
from app.features.facets import FacetsItem, facets_of
from app.features.guide import GuideItem, GuideSectionItem, guide_json, section_json, section_of
from app.schemas.envelopes import Envelope
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog


class DisclaimerItem(Envelope[ServedDisclaimer]):
    """The disclaimer, whole."""


PATHS = ("/v1/guide", "/v1/facets", "/v1/disclaimer")
SECTION_PATH = "/v1/guide/{section}"
SectionInPath = Annotated[
    str,
    Path(max_length=200, description="Slug of the section, as in `/v1/guide`.", examples=["fermented_foods"]),
]
router = APIRouter(
    route_class=CachedRoute, prefix="/v1", tags=["overview"], responses=problem_responses(*COMMON_PROBLEMS)
)


@router.get("/guide", response_model=GuideItem, operation_id="get_guide", summary="Get the guide")
def get_guide(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return the article's whole course: one request draws the page. Its entries are cards.

    Show the `cautions` of a card with it: `included.caution_lines` has their sentences.
    """
    return entry_response(catalog, guide_json(catalog), caution_lines_json(catalog, catalog.guide_keys))


@router.get(
    SECTION_PATH.removeprefix("/v1"),
    response_model=GuideSectionItem,
    operation_id="get_guide_section",
    summary="Get one section of the guide",
    responses=problem_responses(problems.UNKNOWN_ENTRY),
)
def get_guide_section(catalog: CurrentCatalog, section: SectionInPath, _query: NoParameters) -> Response:
    """Return one section of the guide, its entries as cards. Use it to draw one screen.

    Show the `cautions` of a card with it: `included.caution_lines` has their sentences.
    """
    found = section_of(catalog, section)
    body = section_json(catalog, found, found.keys)
    return entry_response(catalog, body, caution_lines_json(catalog, found.keys))


@router.get("/facets", response_model=FacetsItem, operation_id="get_facets", summary="Get every enumeration")
def get_facets(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return every enumeration with its label and meaning, the legend of the grades included."""
    return data_response(catalog, facets_of(catalog))


@router.get(
    "/disclaimer", response_model=DisclaimerItem, operation_id="get_disclaimer", summary="Get the disclaimer"
)
async def get_disclaimer(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return what this guidance is and is not, the licence and the line to show as the source."""
    return data_response(catalog, ServedDisclaimer.model_validate(catalog.disclaimer))
