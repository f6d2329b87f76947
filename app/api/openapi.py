"""The OpenAPI document: description, tags, shared problem responses, open enumerations, examples."""

import json
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp

from app.api import check, citations, graph, search
from app.api.cached_route import CachedRoute
from app.api.openapi_examples import examples_of
from app.api.responses import json_response
from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.catalog.releases import id_order
from app.core.memoize import Memoize
from app.features.check.schemas import CHECK_VOCABULARIES
from app.features.facets import vocabularies
from app.server.http.problems import (
    PROBLEM_TYPES,
    RATE_LIMIT_HEADERS,
    RATE_LIMITED,
    Problem,
    component_name,
    component_of,
)
from app.server.state.catalog_state import CurrentCatalog

DESCRIPTION = """
How gut microbes, fermented foods, prebiotics, supplements and daily habits relate to bone:
structured, sourced, and graded for how sure we can be.

* **Show the grade with the claim and the caution with the entry.** Both are on every entry, in every view.
* **Unknown is null**, never zero and never left out.
* **Enumerations are open**: a later release may add values. Each enumeration says what to do with a value
  that you do not know; `GET /v1/facets` has every label and meaning.
* **A server may limit** how often an address asks: `RateLimit` on every answer says how much is left, and
  429 when to come again. A 304 is never counted, so send `If-None-Match`.
* **Errors** are problem documents (RFC 9457) that list every mistake and what was perhaps meant.
* General information, not medical advice. No clinician has reviewed the content.
"""

TAGS = [
    *({"name": kind.path, "description": (kind.entry.__doc__ or "").strip()} for kind in KINDS),
    {"name": "overview", "description": "What goes across kinds: the guide, the facets, the disclaimer."},
    search.TAG,
    {"name": "plan", "description": "Days of small steps, drawn by coarse choices."},
    check.TAG,
    graph.TAG,
    citations.TAG,
    {"name": "offline", "description": "Everything at once, then only what changed."},
    {"name": "releases", "description": "What changed when, and why."},
    {"name": "health", "description": "For whoever runs the server."},
]
Document = dict[str, Any]
ENTRY_KIND = {
    "type": "string",
    "enum": [kind.path for kind in KINDS],
    "title": "EntryKind",
    "description": "A kind of entry, as in its address. Show entries of an unknown value by their name.",
    "x-open-enum": True,
}
REPOSITORY = Path(__file__).resolve().parents[2]
COMMITTED_FILE = REPOSITORY / "openapi.json"


class GutboneAPI(FastAPI):
    """An application whose OpenAPI document has examples from the catalog in service."""

    @cached_property
    def _memoized(self) -> Memoize[Catalog, bytes]:
        return Memoize(self.build_openapi_json)

    def build_middleware_stack(self) -> ASGIApp:
        """Leave the framework's own 500 page out: the request context renders errors."""
        server_error_middleware: Any = super().build_middleware_stack()
        stack: ASGIApp = server_error_middleware.app
        return stack

    def openapi_json(self, catalog: Catalog) -> bytes:
        """Return the OpenAPI document for a catalog, as JSON.

        The committed file is this document for the newest committed release. Reading it saves seconds of work
        and tens of megabytes; for any other content the document is built, once per catalog.
        """
        # Without the file, or without a free file descriptor to read it, the document is built.
        with suppress(OSError):
            if catalog.release == _newest_committed_release():
                return COMMITTED_FILE.read_bytes()
        return self._memoized(catalog)

    def build_openapi_json(self, catalog: Catalog) -> bytes:
        """Build the OpenAPI document: indented JSON, in the order in which the routes are declared."""
        document, self.openapi_schema = self.openapi(), None
        finish(document, catalog)
        return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def _newest_committed_release() -> str:
    """Return the id of the newest release in the repository, empty where the image has none."""
    ids = (path.stem for path in (REPOSITORY / "seed_data" / "releases").glob("*.yaml"))
    return max(ids, key=id_order, default="")


def finish(document: Document, catalog: Catalog) -> None:
    """Complete an OpenAPI document in place, with examples from the catalog."""
    components = document["components"]
    _add_problems(components)
    for vocabulary in (*vocabularies(), *CHECK_VOCABULARIES):
        components["schemas"].get(vocabulary.__name__, {})["x-open-enum"] = True
    for schema in components["schemas"].values():
        # Titles repeat names, and defaults mean nothing: every property of a response is present.
        for inner in schema.get("properties", {}).values():
            inner.pop("title", None)
            inner.pop("default", None)
    components["schemas"]["EntryKind"] = ENTRY_KIND
    for operations in document["paths"].values():
        for operation in operations.values():
            _name_problems(operation)
    for example in examples_of(catalog):
        example.add_to(document["paths"])


def _add_problems(components: Document) -> None:
    schemas = components["schemas"]
    whole = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas |= whole.pop("$defs", {}) | {"Problem": whole}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["responses"] = {component_name(kind): component_of(kind) for kind in PROBLEM_TYPES}
    components["responses"][component_name(RATE_LIMITED)]["headers"] = RATE_LIMIT_HEADERS


def _name_problems(operation: Document) -> None:
    """Replace each problem response and each list of kinds of an operation by a reference."""
    names = {kind.slug: component_name(kind) for kind in PROBLEM_TYPES}
    for status, response in operation["responses"].items():
        if response.get("description") in names:
            name = names[response["description"]]
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        schema.pop("title", None)
        # By name, so that typed clients have one type for the kinds.
        if schema.get("items", {}).get("enum") == ENTRY_KIND["enum"]:
            schema["items"] = {"$ref": "#/components/schemas/EntryKind"}


def openapi_router(api: GutboneAPI) -> APIRouter:
    """Return the route of the OpenAPI document: the same bytes as the committed file."""
    router = APIRouter(include_in_schema=False, route_class=CachedRoute)

    @router.get("/openapi.json")
    async def get_openapi_json(catalog: CurrentCatalog) -> Response:
        # Building it takes seconds: in a thread, so that it does not block other requests.
        body = await run_in_threadpool(api.openapi_json, catalog)
        return json_response(catalog, body)

    return router
