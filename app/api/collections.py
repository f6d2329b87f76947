"""The two routes of every kind: the list, and one entry."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute, QueryRoute
from app.api.responses import entry_response, page_response
from app.core.base_model import RequestModel
from app.core.field_types import SLUG_PATTERN
from app.features.pagination import list_page
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog


class NoQuery(RequestModel):
    """The query of an operation without parameters: any parameter is an error."""


NoParameters = Annotated[NoQuery, Query()]
SlugInPath = Annotated[
    str,
    # Not enforced: a slug of another form gets a 404 with suggestions, as one that does not exist.
    Path(max_length=200, description="Its slug.", json_schema_extra={"pattern": SLUG_PATTERN}),
]

MOVED: dict[int | str, dict[str, Any]] = {
    308: {"description": "The entry has another slug now: follow `Location`, for good."}
}
COMMON_PROBLEMS = (
    problems.NOT_ACCEPTABLE,
    problems.INVALID_PARAMETER,
    problems.RATE_LIMITED,
)


CARDS = "`view=card`: `data` holds `Card`s, and `included` is `IncludedLines`."


def add_collection(router: APIRouter, kind: Kind) -> None:
    """Add the routes of a kind: `GET /v1/<kind>` and `GET /v1/<kind>/{slug}`."""
    path = f"/v1/{kind.path}"

    async def list_entries(catalog: CurrentCatalog, query: ListQuery) -> Response:
        return page_response(catalog, list_page(catalog, kind.path, (kind,), query), query.view)

    names = (problems.UNKNOWN_NAME,) if kind.reference_parameters else ()
    # The query model is known only at run time.
    list_entries.__annotations__["query"] = Annotated[kind.query, Query()]
    router.add_api_route(
        path,
        list_entries,
        tags=[kind.path],
        response_model=kind.page,
        operation_id=f"list_{kind.plural}",
        summary=f"List {kind.plural.replace('_', ' ')}",
        description=_list_description(kind),
        responses=problem_responses(problems.UNKNOWN_PAGE, *names, *COMMON_PROBLEMS),
        route_class_override=QueryRoute,
    )

    async def get_entry(catalog: CurrentCatalog, slug: SlugInPath, _query: NoParameters) -> Response:
        key = catalog.resolve_key(kind.path, slug)
        return entry_response(catalog, catalog.entry_json(key), catalog.included_json([key]))

    router.add_api_route(
        f"{path}/{{slug}}",
        get_entry,
        tags=[kind.path],
        response_model=kind.item,
        operation_id=f"get_{kind.singular}",
        summary=f"Get one {kind.title}",
        description=_entry_description(kind),
        responses={
            **MOVED,
            **problem_responses(problems.UNKNOWN_ENTRY, problems.REMOVED_ENTRY, *COMMON_PROBLEMS),
        },
        route_class_override=CachedRoute,
    )


def _list_description(kind: Kind) -> str:
    """Return when to use a list, and what to show with its entries."""
    name = kind.plural.replace("_", " ")
    return (
        f"{_doc(kind.page)} Use it to show or choose {name}. Filters combine. "
        f"`page.next_href` is the next page. {CARDS} {_shown_with(kind)}"
    )


def _entry_description(kind: Kind) -> str:
    """Return when to use an entry, and what to show with it."""
    return f"{_doc(kind.entry)} Use it to show one {kind.title}. {_shown_with(kind)}"


def _shown_with(kind: Kind) -> str:
    """Return what a client has to show with entries of a kind."""
    fields = kind.entry.model_fields
    said = []
    if "cautions" in fields:
        said.append("Show the `cautions` of an entry with it, the most severe first.")
    if "claims" in fields:
        said.append("Show each claim with its certainty.")
    if "certainty" in fields:
        said.append("Show the certainty with the statement.")
    if "severity" in fields:
        said.append("Show who it is for and what to do.")
    return " ".join(said)


def _doc(schema: type[Any]) -> str:
    return (schema.__doc__ or "").strip()
