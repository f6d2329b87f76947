"""The two routes of every kind: the list, and one entry."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute, QueryRoute
from app.api.responses import data_response, json_response, page_body
from app.core.base_model import RequestModel
from app.features.pagination import list_page
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.catalog_state import CurrentCatalog


class NoQuery(RequestModel):
    """The query of an operation without parameters: any parameter is an error."""


NoParameters = Annotated[NoQuery, Query()]
SlugInPath = Annotated[str, Path(max_length=200, description="Slug of the entry.")]

MOVED: dict[int | str, dict[str, Any]] = {
    308: {"description": "The entry has another slug now: follow `Location`, for good."}
}
COMMON_PROBLEMS = (
    problems.NOT_ACCEPTABLE,
    problems.URL_TOO_LONG,
    problems.INVALID_PARAMETER,
    problems.RATE_LIMITED,
)


def collection_router(kind: Kind) -> APIRouter:
    """Return the routes of a kind: `GET /v1/<kind>` and `GET /v1/<kind>/{slug}`."""
    router = APIRouter(prefix=f"/v1/{kind.path}", tags=[kind.path], route_class=CachedRoute)

    async def list_entries(catalog: CurrentCatalog, query: ListQuery) -> Response:
        listed = list_page(catalog, kind, query)
        return json_response(catalog, page_body(catalog, listed.keys, listed.page))

    # The query model is known only at run time.
    list_entries.__annotations__["query"] = Annotated[kind.query, Query()]
    router.add_api_route(
        "",
        list_entries,
        response_model=kind.page,
        operation_id=f"list_{kind.plural}",
        summary=f"List {kind.plural.replace('_', ' ')}",
        description=f"{_doc(kind.page)} Filters combine; within one filter, see its description.",
        responses=problem_responses(*COMMON_PROBLEMS),
        route_class_override=QueryRoute,
    )

    @router.get(
        "/{slug}",
        response_model=kind.item,
        operation_id=f"get_{kind.singular}",
        summary=f"Get one {kind.title}",
        description=_doc(kind.entry),
        responses={
            **MOVED,
            **problem_responses(problems.UNKNOWN_ENTRY, problems.REMOVED_ENTRY, *COMMON_PROBLEMS),
        },
    )
    async def get_entry(catalog: CurrentCatalog, slug: SlugInPath, _query: NoParameters) -> Response:
        return data_response(catalog, catalog.entry_json(catalog.resolve_key(kind.path, slug)))

    return router


def _doc(schema: type[Any]) -> str:
    return (schema.__doc__ or "").strip()
