"""Breaking and compatible changes of the OpenAPI document, one at a time."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from scripts.operation_compatibility import changes

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
SCHEMAS = ("components", "schemas")
LIST = ("paths", "/v1/food-sources", "get")
LIMIT = ("components", "parameters", "LimitParameter")
CHECK = (*SCHEMAS, "CheckRequest")
REF = "#/components/schemas/"

Step = tuple[tuple[str | int, ...], Any]
GONE = object()
"""Stands for a part that is taken out."""


def changed(*steps: Step) -> Any:
    """Return the contract with these parts set, or taken out."""
    document = deepcopy(CONTRACT)
    for path, value in steps:
        inner = document
        for name in path[:-1]:
            inner = inner[name]
        if value is GONE:
            del inner[path[-1]]
        elif isinstance(inner, list) and path[-1] == len(inner):
            inner.append(value)
        else:
            inner[path[-1]] = value
    return document


def at(*path: str | int) -> Any:
    """Return a part of the contract."""
    part = CONTRACT
    for name in path:
        part = part[name]
    return part


def without(value: str, *path: str) -> Step:
    return path, [one for one in at(*path) if one != value]


def adding(value: Any, *path: str | int) -> Step:
    return path, [*at(*path), value]


VALUES_SO_FAR = "x-extensible-enum"
NEW_PROPERTY: Step = ((*SCHEMAS, "FoodSource", "properties", "colour"), {"type": "string"})
NEW_MEMBER: Step = ((*CHECK, "properties", "mood"), {"type": "string"})
OPTIONAL = {"name": "colour", "in": "query", "required": False, "schema": {"type": "string"}}
BREAKING = {
    "an operation is gone": [(LIST, GONE)],
    "an operation has another name": [((*LIST, "operationId"), "list_foods")],
    "a parameter is gone": [((*LIST, "parameters"), at(*LIST, "parameters")[:-1])],
    "a parameter is required": [((*LIMIT, "required"), True)],
    "a new parameter is required": [adding(OPTIONAL | {"required": True}, *LIST, "parameters")],
    "a parameter takes less": [((*LIMIT, "schema", "maximum"), 50)],
    "an answer is another thing": [
        ((*LIST, "responses", "200", "content", "application/json", "schema", "$ref"), f"{REF}TermPage")
    ],
    "the form of an answer is gone": [((*LIST, "responses", "200", "content", "application/json"), GONE)],
    "a property is gone": [((*SCHEMAS, "FoodSource", "properties", "cautions"), GONE)],
    "a property has another type": [((*SCHEMAS, "PageInfo", "properties", "total", "type"), "string")],
    "a property may be null": [
        (
            (*SCHEMAS, "FoodSource", "properties", "origin"),
            {"anyOf": [{"$ref": f"{REF}Origin"}, {"type": "null"}]},
        )
    ],
    "a property may be absent": [without("cautions", *SCHEMAS, "FoodSource", "required")],
    "the items of a list are other things": [((*SCHEMAS, "Cautions", "items", "$ref"), f"{REF}ClaimCard")],
    "a value of an enumeration is gone": [without("avoid", *SCHEMAS, "OpenSeverity", VALUES_SO_FAR)],
    "a type is gone": [((*SCHEMAS, "OpenSeverity"), GONE)],
    "a request needs more": [NEW_MEMBER, adding("mood", *CHECK, "required")],
    "a request takes fewer items": [((*CHECK, "properties", "items", "maxItems"), 10)],
    "a request takes no null": [((*CHECK, "properties", "diet"), {"$ref": f"{REF}Diet"})],
}
FINE = {
    "nothing": [],
    "a word of a description": [((*SCHEMAS, "FoodSource", "description"), "Food with microbes.")],
    "a new operation": [(("paths", "/v1/songs"), {"get": at(*LIST)})],
    "a new optional parameter": [adding(OPTIONAL, *LIST, "parameters")],
    "a parameter takes more": [((*LIMIT, "schema", "maximum"), 500)],
    "a new property of an answer": [NEW_PROPERTY, adding("colour", *SCHEMAS, "FoodSource", "required")],
    "an enumeration of answers has a new value": [adding("beware", *SCHEMAS, "OpenSeverity", VALUES_SO_FAR)],
    "an enumeration without a name has a new value": [
        adding("lost", *SCHEMAS, "Readiness", "properties", "database", VALUES_SO_FAR)
    ],
    "an enumeration of requests has a new value": [adding("ape", *SCHEMAS, "Sex", "enum")],
    "an enumeration of answers is closed": [((*SCHEMAS, "OpenSeverity"), at(*SCHEMAS, "Severity"))],
    "a new type": [((*SCHEMAS, "Song"), {"type": "object"})],
    "a property is never null any more": [((*SCHEMAS, "ArticleField"), {"$ref": f"{REF}ArticlePlace"})],
    "a new optional member of a request": [NEW_MEMBER],
    "a request takes more items": [((*CHECK, "properties", "items", "maxItems"), 100)],
    "a new problem of an operation": [
        ((*LIST, "responses", "451"), {"$ref": "#/components/responses/InvalidParameter"})
    ],
}


@pytest.mark.parametrize("steps", BREAKING.values(), ids=BREAKING)
def test_openapi_diff_reports_breaking_changes(steps: list[Step]) -> None:
    found = list(changes(CONTRACT, changed(*steps)))
    assert any(change.breaking for change in found), found


@pytest.mark.parametrize("steps", FINE.values(), ids=FINE)
def test_openapi_diff_ignores_compatible_changes(steps: list[Step]) -> None:
    found = list(changes(CONTRACT, changed(*steps)))
    assert [change for change in found if change.breaking] == []
    silent = steps == [] or steps[0][0][-1] == "description"
    assert bool(found) is not silent


def diff(base: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "scripts.openapi_diff", base]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_openapi_diff_exit_code(tmp_path: Path) -> None:
    assert diff("openapi.json") == (0, "No changes.\n")
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(changed(NEW_PROPERTY)))
    assert diff(str(earlier)) == (1, "Breaking: 1\n  FoodSource.colour: is gone\n")
    earlier.write_text(json.dumps(changed(((*SCHEMAS, "OpenSeverity"), GONE))))
    assert diff(str(earlier)) == (0, "Not breaking: 1\n  OpenSeverity: is new\n")
    code, said = diff("no-such-revision")
    assert (code, "no-such-revision" in said) == (2, True)
