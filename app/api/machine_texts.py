"""Addresses for programs that read rather than call: JSON-LD, feeds, `llms.txt`, the API catalog."""

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import SlugInPath
from app.api.index import PATH as INDEX_PATH
from app.api.responses import SYNC_CACHE_CONTROL, release_headers
from app.catalog.catalog import Catalog, MovedEntryError
from app.features.feeds import atom_feed, json_feed
from app.features.fhir_bundle import MEDIA_TYPE, fhir_bundle
from app.features.kit_rules import kit_rules
from app.features.linked_data import linked_data_of
from app.features.llms_text import llms_full_txt, llms_txt
from app.features.name_download import name_download
from app.server.state.release_holder import CurrentCatalog

CATALOG_PATH = "/.well-known/api-catalog"
LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
LLMS_PATHS = ("/llms.txt", "/llms-full.txt")
FHIR_PATH = "/v1/bundle.fhir.json"
NAMES_PATH = "/v1/names"
RULES_PATH = "/v1/rules"
JSON_LD_PATH = "/v1/{kind}/{slug}.jsonld"
JSON_LD = "application/ld+json"
FEED_PATH = "/v1/feeds/{name}"
FEEDS = {
    "releases.atom": ("application/atom+xml", atom_feed, False),
    "releases.json": ("application/feed+json", json_feed, False),
    "safety.atom": ("application/atom+xml", atom_feed, True),
    "safety.json": ("application/feed+json", json_feed, True),
}

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


def _add_feed(name: str) -> None:
    media_type, write, safety = FEEDS[name]
    path = FEED_PATH.format(name=name)

    def get_feed(request: Request, catalog: CurrentCatalog) -> Response:
        body = write(catalog, request.app.state.settings.public_url, path, safety=safety)
        headers = release_headers(catalog, SYNC_CACHE_CONTROL) | {"Content-Type": media_type}
        return Response(body, headers=headers)

    router.add_api_route(path, get_feed)


for _name in FEEDS:
    _add_feed(_name)


@router.get(FHIR_PATH)
def get_fhir_bundle(catalog: CurrentCatalog) -> Response:
    """Return citations, evidence, products and cautions as one FHIR R5 Bundle."""
    headers = release_headers(catalog) | {"Content-Type": MEDIA_TYPE}
    return Response(fhir_bundle(catalog), headers=headers)


@router.get(NAMES_PATH)
def get_names(catalog: CurrentCatalog) -> Response:
    """Return the names that a check recognises, with the licence of each file."""
    headers = release_headers(catalog) | {"Content-Type": "application/json"}
    return Response(name_download(catalog), headers=headers)


@router.get(RULES_PATH)
def get_rules(catalog: CurrentCatalog) -> Response:
    """Return the rules of check, plans and search as data, for apps that answer offline."""
    headers = release_headers(catalog) | {"Content-Type": "application/json"}
    return Response(kit_rules(catalog), headers=headers)


@router.get(JSON_LD_PATH)
def get_json_ld(catalog: CurrentCatalog, kind: str, slug: SlugInPath) -> Response:
    """Return an entry as JSON-LD."""
    try:
        entry = catalog.entry(kind, slug)
    except MovedEntryError as moved:
        raise MovedEntryError(f"{moved.href}.jsonld") from moved
    body = json.dumps(linked_data_of(catalog, entry), ensure_ascii=False, indent=1)
    return _text(catalog, body, JSON_LD)


def _text(catalog: Catalog, body: str, media_type: str) -> Response:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(body, headers=release_headers(catalog) | {"Content-Type": media_type + charset})
