"""The route of the disclaimer."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.responses import data_response
from app.catalog.guide_schemas import ServedDisclaimer
from app.schemas.envelopes import Envelope
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/disclaimer"
router = APIRouter(route_class=CachedRoute, tags=["overview"], responses=problem_responses(*COMMON_PROBLEMS))


class DisclaimerItem(Envelope[ServedDisclaimer]):
    """The disclaimer, whole."""


@router.get(PATH, response_model=DisclaimerItem, operation_id="get_disclaimer", summary="Get the disclaimer")
async def get_disclaimer(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return what this guidance is and is not, the licence and the line to show as the source."""
    return data_response(catalog, ServedDisclaimer.model_validate(catalog.disclaimer))
