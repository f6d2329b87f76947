"""`/v1/rules`: the rules of check and search as data, for clients that answer without a server."""

import re
from typing import Any

import httpx
import pytest

from app.catalog.catalog import Catalog


@pytest.fixture
async def rules(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/v1/rules")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


async def test_rules_are_of_the_release(rules: dict[str, Any], client: httpx.AsyncClient) -> None:
    bundle = (await client.get("/v1/bundle")).json()["data"]
    assert rules["release"] == bundle["release"]
    kinds = {key.split("/")[0] for key, part in bundle["parts"].items() if "slug" in part}
    assert set(rules["kinds"]) == kinds


async def test_every_kind_is_in_the_order_of_its_list(
    rules: dict[str, Any], client: httpx.AsyncClient, catalog: Catalog
) -> None:
    assert rules["order"]
    for kind in rules["kinds"]:
        ordered = rules["order"].get(kind, sorted(catalog.slugs(kind)))
        page = (await client.get(f"/v1/{kind}", params={"limit": 100, "view": "card"})).json()
        assert ordered[:100] == [one["href"].rpartition("/")[2] for one in page["data"]]


async def test_each_caution_has_its_sentence(rules: dict[str, Any], client: httpx.AsyncClient) -> None:
    for slug in ("warfarin-natto", "maoi-tyramine", "allergy-emergency"):
        answer = (await client.get(f"/v1/cautions/{slug}")).json()
        assert rules["caution_sentences"][slug] == answer["included"]["cautions"][slug]["sentence"]


async def test_patterns_are_regular_expressions(rules: dict[str, Any]) -> None:
    recognition = rules["recognition"]
    figures = [*recognition["figures"]["readers"], *recognition["figures"]["ages"]["life_stages"]]
    patterns = [recognition["word"], recognition["separator"], *(one["pattern"] for one in figures)]
    assert len([re.compile(one) for one in patterns]) > 20
    assert all(("reader" in one) != ("tells" in one) for one in figures)
    [kidney, *_] = [one for one in figures if one.get("reader") == "kidney_stage"]
    assert re.search(kidney["pattern"], "ckd stage 3b")
