"""The bundle and its deltas, decoded as `docs/offline-sync.md` describes."""

import hashlib
import json
from typing import Any

import httpx
import pytest

PLAIN = {"Accept-Encoding": "identity"}


def digest(value: Any) -> str:
    return hashlib.sha256(written(value).encode()).hexdigest()


def written(value: Any) -> str:
    """Return canonical JSON, written a second time from the page alone."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{written(name)}:{written(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # No figure of the content is so small that Python writes it with an exponent.
    return json.dumps(value, ensure_ascii=False)


@pytest.fixture
async def bundle(client: httpx.AsyncClient) -> dict[str, Any]:
    body: dict[str, Any] = (await client.get("/v1/bundle", headers=PLAIN)).json()
    data: dict[str, Any] = body["data"]
    return data


@pytest.mark.full_suite
async def test_bundle_digest_is_that_of_its_parts(bundle: dict[str, Any]) -> None:
    digests = {name: digest(part) for name, part in bundle["parts"].items()}
    assert digest({"parts": digests, "schema_version": bundle["schema_version"]}) == bundle["digest"]


async def test_bundle_contains_every_entry_and_enumeration(
    client: httpx.AsyncClient, bundle: dict[str, Any]
) -> None:
    parts = bundle["parts"]
    ready = (await client.get("/health/ready")).json()
    facets = (await client.get("/v1/facets", headers=PLAIN)).json()["data"]["facets"]
    assert [parts[f"facets/{name}"] for name in parts["facets"]] == facets
    assert len(parts) == ready["entries"] + len(facets) + len({"guide", "facets", "disclaimer"})
    assert digest(bundle["releases"]) == bundle["releases_digest"]


async def test_bundle_guide_equals_served_guide(client: httpx.AsyncClient, bundle: dict[str, Any]) -> None:
    served = (await client.get("/v1/guide", headers=PLAIN)).json()["data"]["sections"]
    assert bundle["parts"]["guide"] == [
        {
            "slug": section["slug"],
            "title": section["title"],
            "text": section["text"],
            "entries": [entry["href"].removeprefix("/v1/") for entry in section["entries"]],
        }
        for section in served
    ]
    assert len(served) > 5
    disclaimer = (await client.get("/v1/disclaimer", headers=PLAIN)).json()["data"]
    of_the_server = {name: disclaimer[name] for name in ("documents", "further_licenses")}
    assert bundle["parts"]["disclaimer"] | of_the_server == disclaimer


async def test_bundle_records_reference_entries_by_key(
    client: httpx.AsyncClient, bundle: dict[str, Any]
) -> None:
    kefir = bundle["parts"]["food-sources/kefir"]
    for kind, members in (
        ("cautions", {"severity", "sentence"}),
        ("claims", {"verdict", "certainty", "direction"}),
    ):
        assert kefir[kind][0].keys() == {"slug", *members}
        assert f"{kind}/{kefir[kind][0]['slug']}" in bundle["parts"]
    assert kefir["microbe_sources"][0].keys() == {"kind", "slug"}
    assert kefir["related"][0].keys() == {"relation", "entries"}
    named = [f"/v1/{key}" for group in kefir["related"] for key in group["entries"]]
    served = (await client.get("/v1/food-sources/kefir")).json()["data"]
    # An answer leaves out what its other fields name.
    elsewhere = json.dumps({name: value for name, value in served.items() if name != "related"})
    others = [href for href in named if f'"{href}"' not in elsewhere]
    assert others == [other["href"] for other in served["related"]]
    assert len(others) < len(named)
    assert served.keys() - kefir.keys() == {"href"}


async def test_delta_since_current_release_is_empty(
    client: httpx.AsyncClient, bundle: dict[str, Any]
) -> None:
    answer = await client.get("/v1/changes", params={"since": bundle["release"]}, headers=PLAIN)
    changes = answer.json()["data"]
    assert (changes["upserts"], changes["removed"], changes["safety"]) == ({}, [], False)
    assert changes["digest"] == bundle["digest"]


async def test_delta_since_unknown_release_points_to_bundle(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/changes", params={"since": "2020-01-01.1-00000000"})
    assert answer.status_code == 410
    assert answer.headers["content-type"] == "application/problem+json"
    assert "/v1/bundle" in answer.headers["link"]
