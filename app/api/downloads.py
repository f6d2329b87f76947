"""Downloads of the content in other shapes: as a FHIR Bundle, and the names and rules of a check."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.responses import json_response, release_headers
from app.features.fhir_bundle import MEDIA_TYPE, fhir_bundle
from app.features.kit_rules import kit_rules
from app.features.name_download import name_download
from app.server.state.release_holder import CurrentCatalog

FHIR_PATH = "/v1/bundle.fhir.json"
NAMES_PATH = "/v1/names"
RULES_PATH = "/v1/rules"

router = APIRouter(route_class=CachedRoute, include_in_schema=False)


@router.get(FHIR_PATH)
def get_fhir_bundle(catalog: CurrentCatalog) -> Response:
    """Return citations, evidence, products and cautions as one FHIR R5 Bundle."""
    headers = release_headers(catalog) | {"Content-Type": MEDIA_TYPE}
    return Response(fhir_bundle(catalog), headers=headers)


@router.get(NAMES_PATH)
def get_names(catalog: CurrentCatalog) -> Response:
    """Return the names that a check recognises, with the licence of each file."""
    return json_response(catalog, name_download(catalog))


@router.get(RULES_PATH)
def get_rules(catalog: CurrentCatalog) -> Response:
    """Return the rules of check, plans and search as data, for apps that answer offline."""
    return json_response(catalog, kit_rules(catalog))
