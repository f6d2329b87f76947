"""The routes of offline clients: the bundle, and what changed since a release."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, Field
from starlette.responses import Response

from app.api.collections import FALLIBLE, NoParameters
from app.api.responses import encoded_response
from app.catalog.catalog import Catalog
from app.core.base_model import RequestModel
from app.features.bundle import BundleItem, ChangesItem, UnknownSinceError, bundle_of, changes_of, snapshot_of
from app.server.http import problems
from app.server.http.problems import problem_response, problem_responses
from app.server.state.catalog_state import CurrentCatalog

PATH = "/v1/bundle"

router = APIRouter(tags=["offline"], responses=problem_responses(*FALLIBLE))


class ChangesQuery(RequestModel):
    """What a client has."""

    since: Annotated[
        str,
        Field(
            max_length=120,
            description="Id of the release the client has, from its bundle or its last delta.",
            examples=["2026-11-24.1-3fa9c2d1"],
        ),
        # An id has no spaces; a plus that was not percent-encoded arrives as one.
        AfterValidator(lambda since: since.replace(" ", "+")),
    ]


@router.get(PATH, response_model=BundleItem, operation_id="get_bundle", summary="Get everything")
async def get_bundle(catalog: CurrentCatalog, _query: NoParameters) -> Response:
    """Return every part of the content once, with digests; `docs/offline-sync.md` says how to use it."""
    return bundle_answer(catalog)


def bundle_answer(catalog: Catalog) -> Response:
    """Return the bundle in its envelope."""
    return encoded_response(catalog, bundle_of(snapshot_of(catalog)))


@router.get(
    "/v1/changes",
    response_model=ChangesItem,
    operation_id="get_changes",
    summary="Get what changed",
    responses=problem_responses(problems.UNKNOWN_RELEASE),
)
async def get_changes(
    request: Request, catalog: CurrentCatalog, query: Annotated[ChangesQuery, Query()]
) -> Response:
    """Return what changed since a release; 410 names the bundle where that release is not known."""
    try:
        return encoded_response(catalog, changes_of(snapshot_of(catalog), query.since))
    except UnknownSinceError:
        return problem_response(
            problems.UNKNOWN_RELEASE,
            request.url.path,
            problems.UNKNOWN_RELEASE.remedy,
            request_id=str(request.scope.get("request_id", "")),
            did_you_mean=[PATH],
            headers={"Link": f'<{PATH}>; rel="alternate"'},
        )
