"""The route of daily reference values."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import data_response
from app.features.name_resolution import resolve_names
from app.features.reference_values import ReferenceValueItem, ReferenceValueQuery, reference_values_of
from app.server.http.problems import UNKNOWN_NAME, problem_responses
from app.server.state.release_holder import CurrentCatalog

NAMED = {"nutrient": ("nutrients",)}
PATH = "/v1/reference-values"
router = APIRouter(
    route_class=CachedRoute,
    prefix=PATH,
    tags=["nutrients"],
    responses=problem_responses(UNKNOWN_NAME, *COMMON_PROBLEMS),
)


@router.get(
    "",
    response_model=ReferenceValueItem,
    operation_id="list_reference_values",
    summary="List how much of each nutrient a person needs",
)
async def list_reference_values(
    catalog: CurrentCatalog, query: Annotated[ReferenceValueQuery, Query()]
) -> Response:
    """Return the daily reference values that apply to a person, by nutrient and authority.

    Authorities differ, and their values are never added up or averaged. A value that is null was not set,
    or not seen; its note says which. `is_added` comes on top of the value for the age.
    """
    slugs = resolve_names(catalog, NAMED, query)["nutrient"]
    return data_response(catalog, reference_values_of(catalog, query, slugs))
