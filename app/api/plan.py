"""The plan route."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import data_response
from app.catalog.catalog import Catalog
from app.features.health_profile import HealthProfile
from app.features.name_resolution import resolve_names
from app.features.plan.plan import plan_of
from app.features.plan.schemas import Plan, PlanAnswer, PlanQuery
from app.server.http.problems import problem_responses
from app.server.state.catalog_state import CurrentCatalog

REFERENCE_PARAMETERS = {"conditions": ("conditions",), "medicines": ("medicines",)}

PATH = "/v1/plan"
router = APIRouter(
    route_class=CachedRoute, prefix=PATH, tags=["plan"], responses=problem_responses(*COMMON_PROBLEMS)
)


@router.get("", response_model=PlanAnswer, operation_id="get_plan", summary="Get a plan")
def get_plan(catalog: CurrentCatalog, query: Annotated[PlanQuery, Query()]) -> Response:
    """Return days of small steps for coarse choices: the same choices and release, the same plan.

    A food is left out when a caution says to avoid it outright, when it does not definitely
    fit, or when it is to be asked about first and others are not; `excluded` says so, with the
    choice behind it. What holds for one form of a food is said first, in `mind`.
    """
    return data_response(catalog, requested_plan(catalog, query))


def requested_plan(catalog: Catalog, query: PlanQuery) -> Plan:
    """Return the plan for a query that names conditions and medicines by slug or synonym.

    Raises InvalidQueryError with every name that is not known.
    """
    named = resolve_names(catalog, REFERENCE_PARAMETERS, query)
    person = HealthProfile(
        life_stage=query.life_stage,
        conditions=frozenset(named["conditions"]),
        medicines=frozenset(named["medicines"]),
    )
    return plan_of(catalog, query, person)
