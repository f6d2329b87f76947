"""The compare routes: two to five things side by side, with or without a person in a body."""

from typing import Annotated

from fastapi import APIRouter, Body, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.personal_body import personal_response, personal_router
from app.api.responses import entry_body, entry_response
from app.core.entry_keys import key_of
from app.features.check.schemas import CheckRequest
from app.features.comparison import (
    CompareQuery,
    ComparisonItem,
    compare,
    compare_for_person,
    compared_entries,
)
from app.server.http.problems import UNKNOWN_NAME, problem_responses
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/compare"

router = APIRouter(
    route_class=CachedRoute, tags=["overview"], responses=problem_responses(UNKNOWN_NAME, *COMMON_PROBLEMS)
)
body_router = personal_router("overview")


@router.get(PATH, response_model=ComparisonItem, operation_id="get_comparison", summary="Compare things")
def get_comparison(catalog: CurrentCatalog, query: Annotated[CompareQuery, Query()]) -> Response:
    """Return two to five things side by side, to choose between them. Shares are for an adult of 40."""
    entries = compared_entries(catalog, query.items)
    included = catalog.included_json(map(key_of, entries))
    return entry_response(catalog, compare(catalog, entries), included)


@body_router.post(
    PATH,
    response_model=ComparisonItem,
    operation_id="post_comparison",
    summary="Compare things for a person",
    description="Compare the `items` of a check, two to five. `check` says what concerns the person, and "
    "shares are for the stage of life. Nothing of the body is kept or logged.",
    responses=problem_responses(UNKNOWN_NAME),
)
def post_comparison(
    catalog: CurrentCatalog, request: Annotated[CheckRequest, Body()], _query: NoParameters
) -> Response:
    """Compare things for a person; in a thread, since recognising many words takes a while."""
    compared = compare_for_person(catalog, request)
    included = catalog.included_json(one.id for one in compared.items)
    return personal_response(catalog, entry_body(catalog, compared, included), ComparisonItem)
