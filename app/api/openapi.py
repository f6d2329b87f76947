"""The OpenAPI document: description, tags, shared responses, open enumerations, examples."""

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp

from app.api import check, citations, graph, search, security_txt
from app.api.cached_route import CachedRoute
from app.api.open_schemas import OpenSchemas
from app.api.openapi_examples import examples_of
from app.api.openapi_responses import HEADERS, RESPONSES, describe_responses
from app.api.responses import json_response
from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.catalog.releases import id_order
from app.core.compact_json import compact_json
from app.core.memoize import Memoize
from app.schemas.filters import COMMA_SEPARATED
from app.server.http.problems import PROBLEM_TYPES, Problem, component_name, component_of
from app.server.state.release_holder import CurrentCatalog

DESCRIPTION = """
How gut microbes, fermented foods, prebiotics, supplements and daily habits relate to bone:
structured, sourced, and graded for how sure we can be.

* **Show the grade with the claim and the caution with the entry.** Both are on every entry, in every view.
* **Unknown is null**, never zero and never left out.
* **Answers grow**: a later release may add fields, and values to an enumeration. Each enumeration says what
  to do with a value that you do not know; `GET /v1/facets` has every label and meaning.
* **A server may limit** how often an address asks: `RateLimit` says how much is left, and 429 when to come
  again. Health probes, preflights and malformed or misdirected requests are not counted and have no such
  field. A 304 is never counted, so send `If-None-Match`.
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
}
REPOSITORY = Path(__file__).resolve().parents[2]
COMMITTED_FILE = REPOSITORY / "openapi.json"

MIN_SAVED_CHARACTERS = 150
"""How many characters of the document it saves at least to name what several places share."""


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
                return minified(COMMITTED_FILE.read_bytes())
        return self._memoized(catalog)

    def build_openapi_json(self, catalog: Catalog) -> bytes:
        """Build the OpenAPI document: JSON without spaces, in the order in which the routes are declared."""
        return compact_json(self.build_openapi(catalog))

    def build_openapi(self, catalog: Catalog) -> Document:
        """Build the OpenAPI document."""
        document, self.openapi_schema = self.openapi(), None
        finish(document, catalog)
        return document


def _newest_committed_release() -> str:
    """Return the id of the newest release in the repository, empty where the image has none."""
    ids = (path.stem for path in (REPOSITORY / "seed_data" / "releases").glob("*.yaml"))
    return max(ids, key=id_order, default="")


def minified(document: bytes) -> bytes:
    """Return a JSON document without the spaces that make it readable."""
    return compact_json(json.loads(document))


def finish(document: Document, catalog: Catalog) -> None:
    """Complete an OpenAPI document in place, with examples from the catalog."""
    document["security"] = []
    # No `url`: it would be relative, which OpenAPI Generator refuses.
    document["info"]["contact"] = {"name": f"The operators of this server: see {security_txt.POLICY_PATH}"}
    components = document["components"]
    _add_problems(components)
    components["schemas"]["EntryKind"] = ENTRY_KIND
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _name_problems(operation, components)
            _simplify_parameters(operation)
            describe_responses(operation, is_content=path.startswith("/v1"))
    components["headers"] = HEADERS
    components["responses"] |= RESPONSES
    requests = _referenced(document, [_requests(document)])
    for schema in components["schemas"].values():
        schema.pop("title", None)
        for inner in schema.get("properties", {}).values():
            # Titles repeat names, and defaults mean nothing: every property of a response is present.
            inner.pop("title", None)
            inner.pop("default", None)
    OpenSchemas(components["schemas"], requests).open_responses()
    _name_repeated_properties(components["schemas"], components["schemas"].keys() - requests)
    for example in examples_of(catalog):
        example.add_to(document["paths"])
    components["parameters"] = _name_repeated_parameters(document["paths"])
    for group in ("responses", "schemas"):
        named = [document["paths"], components["parameters"], components["responses"]]
        used = _referenced(document, named, group)
        components[group] = {name: one for name, one in components[group].items() if name in used}


def _name_repeated_properties(schemas: Document, answers: Iterable[str]) -> None:
    """Give a name to each property that many answers share, and refer to it.

    Entries of twenty kinds share a dozen of fields: written out, they would be a tenth of the document.
    """
    places: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for name in sorted(answers):
        for key, inner in schemas[name].get("properties", {}).items():
            if "description" in inner:
                places[key, json.dumps(inner)].append(schemas[name]["properties"])
    for (key, text), holders in places.items():
        name = "".join(word.capitalize() for word in key.split("_"))
        name = f"{name}Field" if name in schemas else name
        reference = {"$ref": f"#/components/schemas/{name}"}
        saved = len(text) * (len(holders) - 1) - len(json.dumps(reference)) * len(holders)
        if saved >= MIN_SAVED_CHARACTERS and name not in schemas:
            schemas[name] = json.loads(text)
            for properties in holders:
                properties[key] = reference


def _name_repeated_parameters(paths: Document) -> Document:
    """Return each parameter that many operations share by a name, and refer to it in its place."""
    places: dict[str, list[tuple[list[Document], int]]] = defaultdict(list)
    for operations in paths.values():
        for operation in operations.values():
            listed = operation.get("parameters", [])
            for position, parameter in enumerate(listed):
                places[json.dumps(parameter)].append((listed, position))
    shared: Document = {}
    for text, holders in places.items():
        parameter = json.loads(text)
        name = "".join(word.capitalize() for word in parameter["name"].split("_")) + "Parameter"
        reference = {"$ref": f"#/components/parameters/{name}"}
        saved = len(text) * (len(holders) - 1) - len(json.dumps(reference)) * len(holders)
        if saved >= MIN_SAVED_CHARACTERS and name not in shared:
            shared[name] = parameter
            for listed, position in holders:
                listed[position] = reference
    return shared


def _requests(document: Document) -> list[Any]:
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    return [[one.get("parameters", ()), one.get("requestBody", {})] for one in operations]


def _referenced(document: Document, parts: Iterable[Any], group: str = "schemas") -> set[str]:
    """Return the names of the components of a group that parts refer to, directly or not."""
    prefix, found, waiting = f"#/components/{group}/", set[str](), list(parts)
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
            name = str(part.get("$ref", ""))
            if name.startswith(prefix) and name.removeprefix(prefix) not in found:
                found.add(name.removeprefix(prefix))
                waiting.append(document["components"][group][name.removeprefix(prefix)])
        elif isinstance(part, list):
            waiting += part
    return found


def _add_problems(components: Document) -> None:
    schemas = components["schemas"]
    whole = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas |= whole.pop("$defs", {}) | {"Problem": whole}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["responses"] = {component_name(kind): component_of(kind) for kind in PROBLEM_TYPES}


def _name_problems(operation: Document, components: Document) -> None:
    """Replace each problem response of an operation by a reference."""
    types = {kind.slug: kind for kind in PROBLEM_TYPES}
    for status, response in operation["responses"].items():
        slugs = response.get("description", "").split()
        if slugs and types.keys() >= set(slugs):
            kinds = [types[slug] for slug in slugs]
            name = component_name(*kinds)
            components["responses"].setdefault(name, component_of(*kinds))
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def _simplify_parameters(operation: Document) -> None:
    """Remove what parameters repeat, and name the list of kinds."""
    named = [one for one in operation.get("parameters", ()) if "x-in-openapi" not in one["schema"]]
    if named:
        operation["parameters"] = named
    else:
        operation.pop("parameters", None)
    for parameter in named:
        if not parameter["required"]:
            del parameter["required"]  # the default
        schema = parameter["schema"]
        if schema.pop(COMMA_SEPARATED, None):
            parameter |= {"style": "form", "explode": False}
        for repeated in ("title", "description"):
            schema.pop(repeated, None)
        if schema.get("default") == []:
            del schema["default"]
        # Examples of a type of text are none of a certain parameter: not every list has a kefir.
        schema.pop("examples", None)
        items = schema.get("items", {})
        items.pop("examples", None)
        # By name, so that typed clients have one type for the kinds.
        if items.get("enum") == ENTRY_KIND["enum"]:
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
