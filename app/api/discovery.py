"""`llms.txt` and `llms-full.txt` for language models, and the API catalog (RFC 9727)."""

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.index import PATH as INDEX_PATH
from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.features.llms_text import llms_full_txt, llms_txt
from app.server.state.release_holder import CurrentCatalog

CATALOG_PATH = "/.well-known/api-catalog"
LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
LLMS_PATHS = ("/llms.txt", "/llms-full.txt")

router = APIRouter(route_class=CachedRoute, include_in_schema=False)


@router.get(LLMS_PATHS[0])
def get_llms_txt(catalog: CurrentCatalog) -> Response:
    """Return what this is and the rules, for a language model."""
    return _text(catalog, llms_txt(catalog), "text/plain")


@router.get(LLMS_PATHS[1])
def get_llms_full_txt(catalog: CurrentCatalog) -> Response:
    """Return the entries with their cautions and grades as one text."""
    return _text(catalog, llms_full_txt(catalog), "text/plain")


@router.get(CATALOG_PATH)
def get_api_catalog(request: Request, catalog: CurrentCatalog) -> Response:
    """Return where the API, its description and its documentation are (RFC 9727)."""
    base = request.app.state.settings.public_url
    links = {
        "anchor": f"{base}{INDEX_PATH}",
        "service-desc": [{"href": f"{base}/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": f"{base}/docs", "type": "text/html"}],
        "status": [{"href": f"{base}/health/ready", "type": "application/json"}],
        "service-meta": [{"href": f"{base}/v1/disclaimer", "type": "application/json"}],
    }
    return _text(catalog, json.dumps({"linkset": [links]}, indent=1), LINKSET)


def _text(catalog: Catalog, body: str, media_type: str) -> Response:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(body, headers=release_headers(catalog) | {"Content-Type": media_type + charset})
