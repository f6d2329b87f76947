"""A TypeScript program that calls every operation of the contract and reads its answer by name."""

import json

from tests.fixtures.contract import Document, parameters_of

HEAD = """\
import { gutbone, type components } from "gutbone-client";
type Schemas = components["schemas"];
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <Claimed extends true>(): Claimed => true as Claimed;
const api = gutbone({ baseUrl: "http://127.0.0.1" });
"""


def program(document: Document) -> str:
    """Return a program that compiles only if every answer and every problem has its own type."""
    calls = [
        _call(document, path, method, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return HEAD + "\n".join(calls)


def _call(document: Document, path: str, method: str, operation: Document) -> str:
    (media,) = operation["responses"]["200"]["content"].items()
    given = _request(document, operation) | ({} if media[0].endswith("json") else {"parseAs": "text"})
    name = operation["operationId"]
    lines = [
        f"export async function {name}() {{",
        f"  const {{ data, error }} = await api.{method.upper()}({json.dumps(path)}, {json.dumps(given)});",
        "  if (error !== undefined) return error.title;",
        *_reads(document, media[1]["schema"]),
        "}",
    ]
    return "\n".join(lines)


def _request(document: Document, operation: Document) -> Document:
    """Return the parameters and the body of the example of an operation."""
    given: Document = {}
    for parameter in parameters_of(document, operation):
        if "example" in parameter:
            given.setdefault(parameter["in"], {})[parameter["name"]] = parameter["example"]
    if "requestBody" not in operation:
        return {"params": given}
    return {
        "params": given,
        "body": operation["requestBody"]["content"]["application/json"].get("example", {}),
    }


def _reads(document: Document, schema: Document) -> list[str]:
    """Return the lines that claim the type of an answer and read a member of its data by name."""
    if "$ref" not in schema:
        return ["  return data.length;"]
    name = schema["$ref"].rpartition("/")[2]
    lines = [f'  is<Same<typeof data, Schemas["{name}"]>>();']
    members = document["components"]["schemas"][name].get("properties", {})
    if "data" not in members:
        return [*lines, f"  return data.{next(iter(members))};"]
    return [*lines, f"  return {_first_member(document, 'data.data', members['data'])};"]


def _first_member(document: Document, expression: str, schema: Document) -> str:
    """Return the expression of the first required member, of the first item where it is a list."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "items" in schema:
        return _first_member(document, f"{expression}[0]!", schema["items"])
    return f"{expression}.{schema['required'][0]}" if "required" in schema else expression
