"""The committed openapi.json equals the served document."""

from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.config import Settings
from app.main import create_api

FILE = Path(__file__).resolve().parents[2] / "openapi.json"


def test_committed_openapi_json_is_up_to_date(catalog: Catalog, engine: Engine) -> None:
    built = create_api(Settings(), engine).build_openapi_json(catalog)

    assert FILE.read_text(encoding="utf-8") == built.decode(), "openapi.json is stale: run `make openapi`"


async def test_served_openapi_json_is_the_committed_one(client: httpx.AsyncClient) -> None:
    served = (await client.get("/openapi.json")).text

    assert FILE.read_text(encoding="utf-8") == served, "openapi.json is stale: run `make openapi`"


@pytest.mark.full_suite
def test_openapi_json_is_built_for_other_content_than_the_committed(
    sample_catalog: Catalog, sample_engine: Engine
) -> None:
    api = create_api(Settings(), sample_engine)

    assert api.openapi_json(sample_catalog) == api.build_openapi_json(sample_catalog) != FILE.read_bytes()
    assert api.openapi_json(sample_catalog) is api.openapi_json(sample_catalog)


async def test_openapi_examples_match_real_answers(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    asked = 0
    for path, operations in document["paths"].items():
        operation = operations.get("get")
        if operation is None or "example" not in operation["responses"]["200"]["content"].get(
            "application/json", {}
        ):
            continue
        given = {one["name"]: one for one in operation.get("parameters", ()) if "example" in one}
        query = {name: one["example"] for name, one in given.items() if one["in"] == "query"}
        where = path
        for name, one in given.items():
            where = where.replace("{" + name + "}", str(one["example"]))
        answer = await client.get(where, params=query)
        example = operation["responses"]["200"]["content"]["application/json"]["example"]
        assert answer.status_code == 200, where
        assert answer.json().keys() == example.keys(), where
        asked += 1
    assert asked >= 40
