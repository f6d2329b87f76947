"""The offline routes: the bundle, and the changes since a release."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.responses import SYNC_CACHE_CONTROL, data_response
from app.core.base_model import RequestModel
from app.features.bundle import BundleItem, ChangesItem, UnknownSinceError, bundle_of, changes_of, snapshot_of
from app.server.http import problems
from app.server.http.problems import ProblemError, problem_responses
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/bundle"

router = APIRouter(route_class=CachedRoute, tags=["offline"], responses=problem_responses(*COMMON_PROBLEMS))


class ChangesQuery(RequestModel):
    """The release that a client has."""

    since: Annotated[
        str,
        Field(
            max_length=120,
            description="Id of the release the client has, from its bundle or its last delta.",
        ),
        # An id has no spaces; a plus that was not percent-encoded arrives as one.
        AfterValidator(lambda since: since.replace(" ", "+")),
    ]


@router.get(PATH, response_model=BundleItem, operation_id="get_bundle", summary="Get everything")
def get_bundle(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return every part of the content once, with a digest. Use it for an app that works offline.

    `docs/offline-sync.md` says how to keep it up to date. Ask for a range to resume a download.
    """
    return data_response(catalog, bundle_of(snapshot_of(catalog)), SYNC_CACHE_CONTROL)


@router.get(
    "/v1/changes",
    response_model=ChangesItem,
    operation_id="get_changes",
    summary="Get what changed",
    responses=problem_responses(problems.UNKNOWN_RELEASE),
)
def get_changes(catalog: CurrentCatalog, query: Annotated[ChangesQuery, Query()]) -> Response:
    """Return what changed since a release. Use it to keep a bundle up to date.

    410 names the bundle where that release is not known: fetch it again.
    """
    try:
        delta = changes_of(snapshot_of(catalog), query.since)
    except UnknownSinceError as error:
        link = {"Link": f'<{PATH}>; rel="alternate"'}
        raise ProblemError(problems.UNKNOWN_RELEASE, did_you_mean=[PATH], headers=link) from error
    return data_response(catalog, delta, SYNC_CACHE_CONTROL)
