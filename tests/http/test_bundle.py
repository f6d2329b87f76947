"""The bundle and its deltas, read as `docs/offline-sync.md` says."""

import hashlib
import json
from typing import Any

import httpx
import pytest

PLAIN = {"Accept-Encoding": "identity"}


def digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
async def bundle(client: httpx.AsyncClient) -> dict[str, Any]:
    body: dict[str, Any] = (await client.get("/v1/bundle", headers=PLAIN)).json()
    data: dict[str, Any] = body["data"]
    return data


async def test_every_digest_of_the_bundle_is_that_of_its_part(bundle: dict[str, Any]) -> None:
    assert {name: digest(part) for name, part in bundle["parts"].items()} == bundle["digests"]
    whole = {"parts": bundle["digests"], "schema_version": bundle["schema_version"]}
    assert digest(whole) == bundle["digest"]


async def test_the_bundle_holds_every_entry_and_its_cards_can_be_put_back(
    client: httpx.AsyncClient, bundle: dict[str, Any]
) -> None:
    parts = bundle["parts"]
    ready = (await client.get("/health/ready")).json()
    assert len(parts) == ready["entries"] + len({"guide", "facets", "disclaimer"})
    kefir = (await client.get("/v1/food-sources/kefir", headers=PLAIN)).json()["data"]
    for card in kefir["cautions"]:
        record = parts[f"cautions/{card['slug']}"]
        assert card == {name: record["name" if name == "title" else name] for name in card}
    assert parts["food-sources/kefir"]["cautions"] == [card["slug"] for card in kefir["cautions"]]
    assert parts["food-sources/kefir"]["claims"] == [card["slug"] for card in kefir["claims"]]


async def test_nothing_changed_since_the_release_that_is_served(
    client: httpx.AsyncClient, bundle: dict[str, Any]
) -> None:
    answer = await client.get("/v1/changes", params={"since": bundle["release"]}, headers=PLAIN)
    changes = answer.json()["data"]
    assert (changes["upserts"], changes["removed"], changes["safety"]) == ({}, [], False)
    assert changes["digest"] == bundle["digest"]


async def test_an_unknown_release_names_the_bundle(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/changes", params={"since": "2020-01-01.1-00000000"})
    assert answer.status_code == 410
    assert answer.headers["content-type"] == "application/problem+json"
    assert "/v1/bundle" in answer.headers["link"]
