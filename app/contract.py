"""The published contract: the description, the tags, and a real example on every operation."""

import json
from typing import Any

from fastapi import FastAPI

from app.catalog import Catalog
from app.http.problems import Problem
from app.registry import KINDS

DESCRIPTION = """
How gut microbes, fermented foods, prebiotics, supplements and daily habits relate to bone:
structured, sourced, and graded for how sure we can be.

* **Show the grade with the claim and the caution with the entry.** Both are on every entry, in every view.
* **Unknown is null**, never zero and never left out.
* **Enumerations are open**: a later release may add values. Each enumeration says what to do with a value
  that you do not know; `GET /v1/facets` has every label and meaning.
* **Errors** are problem documents (RFC 9457) that list every mistake and what was perhaps meant.
* General information, not medical advice. No clinician has reviewed the content.
"""

TAGS = [
    *({"name": kind.path, "description": f"{(kind.entry.__doc__ or '').strip()}"} for kind in KINDS),
    {"name": "overview", "description": "What goes across kinds: the guide, the facets, the disclaimer."},
    {"name": "health", "description": "For whoever runs the server."},
]


def write_contract(api: FastAPI, catalog: Catalog) -> None:
    """Make the OpenAPI document of the application, with examples out of the catalog."""
    document = api.openapi()
    schemas = document["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    schemas |= schemas["Problem"].pop("$defs", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for kind in KINDS:
        slug = catalog.kinds[kind.path][0].slug
        _give_example(document, f"/v1/{kind.path}/{{slug}}", {"slug": slug})
        _give_example(document, f"/v1/{kind.path}", {"limit": 1})


def _give_example(document: dict[str, Any], path: str, values: dict[str, Any]) -> None:
    for parameter in document["paths"][path]["get"].get("parameters", ()):
        if parameter["name"] in values:
            parameter["example"] = values[parameter["name"]]


def as_text(document: dict[str, Any]) -> str:
    """Return the contract as it is committed: JSON, indented, in the order it was built."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
