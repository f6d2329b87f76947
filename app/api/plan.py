"""The plan routes: coarse choices as parameters, or the person in a body."""

from typing import Annotated

from fastapi import APIRouter, Body, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.personal_body import personal_response, personal_router
from app.api.responses import entry_body, entry_response
from app.features.plan.plan import included_in, plan_of
from app.features.plan.schemas import PlanAnswer, PlanQuery, PlanRequest
from app.server.http.problems import UNKNOWN_NAME, problem_responses
from app.server.state.release_holder import CurrentCatalog

REFERENCE_PARAMETERS = {"conditions": ("conditions",), "medicines": ("medicines",)}

PATH = "/v1/plan"
router = APIRouter(
    route_class=CachedRoute,
    prefix=PATH,
    tags=["plan"],
    responses=problem_responses(UNKNOWN_NAME, *COMMON_PROBLEMS),
)
body_router = personal_router("plan")

RULES = """
* What a caution says to avoid, or to ask about first, is out, always; `excluded` says so, with the choice
  behind it. A day may have no ferment.
* People whom no general plan fits get none: `no_plan` says what to ask whom.
* Timing costs no food: it stands at lunch or later.
* One amount for each food, the same in `text`, `portion_g` and the sums.
"""


@router.get(
    "",
    response_model=PlanAnswer,
    operation_id="get_plan",
    summary="Get a plan",
    description=f"Return days of small steps: the same choices and release, the same plan.\n{RULES}",
)
def get_plan(catalog: CurrentCatalog, query: Annotated[PlanQuery, Query()]) -> Response:
    """Return a plan for coarse choices."""
    plan = plan_of(catalog, query)
    return entry_response(catalog, plan, included_in(catalog, plan))


@body_router.post(
    PATH,
    response_model=PlanAnswer,
    operation_id="post_plan",
    summary="Make a plan for a person",
    description="Return days of small steps for the person in the body, which is named as in check. "
    f"Nothing of it is kept or logged; a problem gives back words not understood.\n{RULES}",
    responses=problem_responses(UNKNOWN_NAME),
)
def post_plan(
    catalog: CurrentCatalog, request: Annotated[PlanRequest, Body()], _query: NoParameters
) -> Response:
    """Make a plan for a person; in a thread, since recognising many words takes a while."""
    plan = plan_of(catalog, request)
    return personal_response(catalog, entry_body(catalog, plan, included_in(catalog, plan)), PlanAnswer)
