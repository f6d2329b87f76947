"""The check route. No part of a body is stored, logged or repeated in a problem document."""

from typing import Annotated

from fastapi import Body
from starlette.responses import Response

from app.api.collections import NoParameters
from app.api.personal_body import personal_response, personal_router
from app.api.responses import data_body
from app.features.check.check import check
from app.features.check.schemas import CheckItem, CheckRequest
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/check"
EXAMPLE = {"items": ["natto"], "medicines": ["coumadin"]}
TAG = {
    "name": "check",
    "description": "Compares what is planned with every caution. It never declares anything safe.",
}
DESCRIPTION = """
Answer which cautions match a plan and a person, how much is known of each thing that was asked,
and what check does not look at.

* **No flag is no verdict.** Show `summary`, `coverage` and `not_covered` with the flags.
* A caution matches when it is on an item asked, and is for everyone or names the person's stage of
  life, a condition, a medicine or an allergy. Where it holds for one form only (`applies_when`) and
  the form is not known, it is shown.
* Words are accepted however they are written; what is not recognised is listed, never left out.
* The method QUERY does the same: it is safe, so a client may repeat it.
* Nothing of the body is kept, logged or repeated in a problem, and the answer is not to be stored.
"""


router = personal_router("check")


# Not in the contract: OpenAPI 3.1 has no QUERY.
@router.api_route(PATH, methods=["QUERY"], response_model=CheckItem, include_in_schema=False)
@router.post(
    PATH,
    response_model=CheckItem,
    operation_id="post_check",
    summary="Check a plan for a person",
    description=DESCRIPTION.strip(),
)
def post_check(
    catalog: CurrentCatalog, request: Annotated[CheckRequest, Body()], _query: NoParameters
) -> Response:
    """Check a plan for a person; in a thread, since similar names for many words take a while."""
    return personal_response(catalog, data_body(catalog, check(catalog, request)), CheckItem)
