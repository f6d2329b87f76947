"""Where the figures of a food come from: one route for each kind of food."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, MOVED, NoParameters, SlugInPath
from app.api.foods import FOOD_DECLARATIONS
from app.api.responses import data_response
from app.catalog.catalog import MovedEntryError
from app.schemas.food import FoodFiguresItem
from app.schemas.kind import Kind
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

ENDING = "/figures"

router = APIRouter(
    route_class=CachedRoute,
    responses={
        **MOVED,
        **problem_responses(problems.UNKNOWN_ENTRY, problems.REMOVED_ENTRY, *COMMON_PROBLEMS),
    },
)


def _add_route(kind: Kind) -> None:
    async def get_figures(catalog: CurrentCatalog, slug: SlugInPath, _query: NoParameters) -> Response:
        try:
            key = catalog.resolve_key(kind.path, slug)
        except MovedEntryError as moved:
            raise MovedEntryError(f"{moved.href}{ENDING}") from moved
        return data_response(catalog, catalog.stored[key].figures or b"null")

    router.add_api_route(
        f"/v1/{kind.path}/{{slug}}{ENDING}",
        get_figures,
        response_model=FoodFiguresItem,
        operation_id=f"get_{kind.singular}_figures",
        tags=[kind.path],
        summary=f"Get the provenance of a {kind.title}'s figures",
        description="Return where figures come from, and why one is null, for a reader who asks.",
    )


for _kind in FOOD_DECLARATIONS:
    _add_route(_kind)
