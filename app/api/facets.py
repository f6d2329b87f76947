"""The route of the facets."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.responses import data_response
from app.features.facets import FacetsItem, facets_of
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/facets"
router = APIRouter(route_class=CachedRoute, tags=["overview"], responses=problem_responses(*COMMON_PROBLEMS))


@router.get(PATH, response_model=FacetsItem, operation_id="get_facets", summary="Get every enumeration")
def get_facets(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return every enumeration with its label and meaning, the legend of the grades included."""
    return data_response(catalog, facets_of(catalog))
