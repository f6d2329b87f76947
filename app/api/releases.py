"""The release history routes."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.responses import data_response, json_response
from app.features.release_history import ReleaseItem, Releases, release_of, releases_of
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

ReleaseInPath = Annotated[
    str,
    Path(max_length=120, description="Id of the release."),
]

router = APIRouter(
    route_class=CachedRoute,
    prefix="/v1/releases",
    tags=["releases"],
    responses=problem_responses(*COMMON_PROBLEMS),
)


@router.get("", response_model=Releases, operation_id="list_releases", summary="List releases")
async def list_releases(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return every release of the content, newest first: what changed, when and why."""
    answer = Releases(data=releases_of(catalog), meta=catalog.meta)
    return json_response(catalog, answer.model_dump_json())


@router.get(
    "/{release}",
    response_model=ReleaseItem,
    operation_id="get_release",
    summary="Get one release",
    responses=problem_responses(problems.UNKNOWN_ENTRY),
)
async def get_release(catalog: CurrentCatalog, release: ReleaseInPath, _query: NoParameters) -> Response:
    """Return one release of the content."""
    return data_response(catalog, release_of(catalog, release))
