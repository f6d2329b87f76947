"""The committed openapi.json equals the served document, and its examples are real."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.api.openapi_examples import excerpt
from app.catalog.catalog import Catalog
from app.config import Settings
from app.main import create_api
from tests.fixtures.contract import parameters_of

MAX_BYTES = 350_000
FILE = Path(__file__).resolve().parents[2] / "openapi.json"


def test_committed_openapi_json_is_up_to_date(catalog: Catalog, engine: Engine) -> None:
    built = create_api(Settings(), engine).build_openapi(catalog)

    text = json.dumps(built, indent=1, ensure_ascii=False) + "\n"
    assert FILE.read_text(encoding="utf-8") == text, "openapi.json is stale: run `make openapi`"


async def test_served_openapi_json_is_the_committed_one_without_spaces(client: httpx.AsyncClient) -> None:
    served = (await client.get("/openapi.json")).content
    committed = json.loads(FILE.read_text(encoding="utf-8"))

    assert json.loads(served) == committed, "openapi.json is stale: run `make openapi`"
    assert len(served) == len(json.dumps(committed, separators=(",", ":"), ensure_ascii=False).encode())
    assert len(served) < MAX_BYTES


@pytest.mark.full_suite
def test_openapi_json_is_built_for_other_content_than_the_committed(
    sample_catalog: Catalog, sample_engine: Engine
) -> None:
    api = create_api(Settings(), sample_engine)

    assert api.openapi_json(sample_catalog) == api.build_openapi_json(sample_catalog) != FILE.read_bytes()
    assert api.openapi_json(sample_catalog) is api.openapi_json(sample_catalog)


async def fetch(client: httpx.AsyncClient, path: str, values: dict[str, Any]) -> httpx.Response:
    """Request a path whose template takes some of the values; the others are its query."""
    for name in [name for name in values if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", str(values[name]))
        values = {other: value for other, value in values.items() if other != name}
    response = await client.get(path, params=values)
    assert response.status_code == 200, f"{response.url}: {response.text[:500]}"
    return response


def example_requests(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the parameters of each example: all, and each beside those that are required."""
    parameters = parameters_of(document, operation)
    examples = {one["name"]: one["example"] for one in parameters if "example" in one}
    required = {one["name"]: examples[one["name"]] for one in parameters if one.get("required")}
    yield examples
    for name, value in examples.items():
        yield required | {name: value}


async def test_openapi_examples_are_real_requests_and_answers(client: httpx.AsyncClient) -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    answers = 0
    for path, operations in document["paths"].items():
        if (operation := operations.get("get")) is None:
            continue
        requests = list(example_requests(document, operation))
        for values in requests:
            response = await fetch(client, path, values)
        response = await fetch(client, path, requests[0])
        example = operation["responses"]["200"]["content"].get("application/json", {}).get("example")
        if example is not None:
            assert response.json().keys() == example.keys(), path
            if path.count("/") == len(("v1", "kind", "slug")) and "{slug}" in path:
                assert example["data"] == excerpt(response.json()["data"]), path
            answers += 1
    assert answers >= 7


async def test_filters_combine_with_the_examples_of_their_list(client: httpx.AsyncClient) -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    combined = 0
    for path, operations in document["paths"].items():
        operation = operations.get("get", {})
        examples = next(example_requests(document, operation))
        for parameter in parameters_of(document, operation):
            reference = parameter["schema"].get("items", {}).get("$ref")
            if reference and "{" not in path:
                values = document["components"]["schemas"][reference.rpartition("/")[2]]["enum"]
                await fetch(client, path, examples | {parameter["name"]: values[:1]})
                combined += 1
    assert combined > 20


def test_parameters_have_no_examples_of_their_type() -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in parameters_of(document, operation):
                assert '"examples"' not in json.dumps(parameter["schema"]), parameter["name"]
