"""The check route. No part of a body is stored, logged or repeated in a problem document."""

import json
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.json_limits import JSONLimitsRoute
from app.api.responses import JSONBytesResponse, data_body
from app.features.check.check import check
from app.features.check.schemas import CheckItem, CheckRequest
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.catalog_state import CurrentCatalog

PATH = "/v1/check"
EXAMPLE = {"items": ["natto"], "medicines": ["coumadin"]}
TAG = {
    "name": "check",
    "description": "What is planned, held against every caution. It never clears anything.",
}
DESCRIPTION = """
Answer which cautions match a plan and a person, how much is known of each thing that was asked,
and what check does not look at.

* **No flag is no verdict.** Show `summary`, `coverage` and `not_covered` with the flags.
* A caution matches when it is on an item asked, and is for everyone or names the person's stage of
  life, a condition, a medicine or an allergy. Where it holds for one form only (`applies_when`) and
  the form is not known, it is shown.
* Words are accepted however they are written; what is not recognised is listed, never left out.
* Nothing of the body is kept, logged or repeated in a problem, and the answer is not to be stored.
"""


async def require_json(request: Request) -> None:
    """Reject a body that is not JSON by its media type; parameters of the media type are ignored."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and await request.body():
        raise HTTPException(problems.UNSUPPORTED_MEDIA_TYPE.status)


async def reject_repeated_fields(request: Request) -> None:
    """Reject an object with a repeated field: the parser would drop one of the values in silence."""
    with suppress(ValueError):  # not JSON: the framework says so
        json.loads(await request.body(), object_pairs_hook=_unique_fields)


def _unique_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise RequestValidationError(
            [{"type": "json_invalid", "loc": ("body",), "msg": "a field stands twice"}]
        )
    return fields


router = APIRouter(tags=["check"], route_class=JSONLimitsRoute)


@router.post(
    PATH,
    response_model=CheckItem,
    operation_id="post_check",
    summary="Check a plan for a person",
    description=DESCRIPTION.strip(),
    responses=problem_responses(
        problems.BAD_REQUEST, problems.BODY_TOO_LARGE, problems.UNSUPPORTED_MEDIA_TYPE, *COMMON_PROBLEMS
    ),
    dependencies=[Depends(require_json), Depends(reject_repeated_fields)],
)
def post_check(
    catalog: CurrentCatalog, request: Annotated[CheckRequest, Body()], _query: NoParameters
) -> Response:
    """Check a plan for a person; in a thread, since similar names for many words take a while."""
    headers = {"Cache-Control": "no-store", "Gutbone-Release": catalog.release}
    return JSONBytesResponse(data_body(catalog, check(catalog, request)), headers=headers)
