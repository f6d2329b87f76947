"""The route of all foods, whatever their kind."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.cached_route import QueryRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import page_response
from app.features.pagination import list_page
from app.kinds import bone_foods, food_sources, prebiotics
from app.kinds.food_query import FoodQuery
from app.kinds.foods import ListedFood
from app.schemas.envelopes import Page
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

PATH = "foods"
FOOD_DECLARATIONS = (food_sources.KIND, prebiotics.KIND, bone_foods.KIND)


class FoodPage(Page[ListedFood]):
    """A page of foods of all kinds."""


router = APIRouter(
    route_class=QueryRoute,
    prefix=f"/v1/{PATH}",
    tags=["overview"],
    responses=problem_responses(problems.UNKNOWN_PAGE, problems.UNKNOWN_NAME, *COMMON_PROBLEMS),
)


@router.get("", response_model=FoodPage, operation_id="list_foods", summary="List the foods of all kinds")
async def list_foods(catalog: CurrentCatalog, query: Annotated[FoodQuery, Query()]) -> Response:
    """Return a page of fermented foods, prebiotics and bone foods; filters combine.

    `view=card`: `data` holds `Card`s, and `included` is `IncludedLines`.
    """
    return page_response(catalog, list_page(catalog, PATH, FOOD_DECLARATIONS, query), query.view)
