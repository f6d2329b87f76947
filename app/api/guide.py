"""The routes across kinds: guide, facets and disclaimer."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.responses import data_response
from app.catalog.guide_schemas import ServedDisclaimer
from app.features.facets import FacetsItem, facets_of
from app.features.guide import GuideItem, guide_json
from app.schemas.envelopes import Item
from app.server.http.problems import problem_responses
from app.server.state.catalog_state import CurrentCatalog


class DisclaimerItem(Item[ServedDisclaimer]):
    """The disclaimer, whole."""


PATHS = ("/v1/guide", "/v1/facets", "/v1/disclaimer")
router = APIRouter(
    route_class=CachedRoute, prefix="/v1", tags=["overview"], responses=problem_responses(*COMMON_PROBLEMS)
)


@router.get("/guide", response_model=GuideItem, operation_id="get_guide", summary="Get the guide")
def get_guide(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return the article's whole course: one request draws the page."""
    return data_response(catalog, guide_json(catalog))


@router.get("/facets", response_model=FacetsItem, operation_id="get_facets", summary="Get every enumeration")
async def get_facets(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return every enumeration with its label and meaning, the legend of the grades included."""
    return data_response(catalog, facets_of(catalog))


@router.get(
    "/disclaimer", response_model=DisclaimerItem, operation_id="get_disclaimer", summary="Get the disclaimer"
)
async def get_disclaimer(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return what this guidance is and is not, the licence and the line to show as the source."""
    return data_response(catalog, ServedDisclaimer.model_validate(catalog.disclaimer))
