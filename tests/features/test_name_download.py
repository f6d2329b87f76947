"""`/v1/names`: every name that a check recognises, with its licence, and in no other download."""

import re
from typing import Any

import httpx
import pytest
import yaml

from app.catalog.catalog import Catalog
from app.core.canonical_json import digest_of
from tests.fixtures.cli import SEED

FILES = sorted((SEED / "names").glob("*.yaml"))


@pytest.fixture
async def names(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/v1/names")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


async def test_every_file_has_licence_attribution_and_digest(names: dict[str, Any], catalog: Catalog) -> None:
    assert names["release"] == catalog.release
    assert [file["file"] for file in names["files"]] == [path.name for path in FILES]
    for file, path in zip(names["files"], FILES, strict=True):
        written = yaml.safe_load(path.read_text("utf-8"))
        assert (file["license"], file["attribution"]) == (written["license"], written["provenance"])
        assert file["digest"] == digest_of(file["names"])


async def test_every_name_and_meaning_is_there(names: dict[str, Any]) -> None:
    for file, path in zip(names["files"], FILES, strict=True):
        written = yaml.safe_load(path.read_text("utf-8"))
        for part in ("concepts", "groups", "more", "look_alikes", "units"):
            assert len(file["names"].get(part, ())) == len(written.get(part, ())), (path.name, part)
        for served, group in zip(file["names"].get("groups", ()), written.get("groups", ()), strict=True):
            assert served["names"] == group["names"]
            assert served.get("means", []) == group.get("means", [])


async def test_share_alike_names_are_in_no_other_download(
    client: httpx.AsyncClient, names: dict[str, Any]
) -> None:
    [shared] = [file for file in names["files"] if file["license"] == "CC-BY-SA-4.0"]
    listed = [name for group in shared["names"]["more"] for name in group["names"]]
    rare = [name for name in listed if name.isalpha() and len(name) > 9][:200]
    assert len(rare) == 200
    for address in ("/v1/bundle", "/v1/rules", "/v1/bundle.fhir.json", "/llms-full.txt"):
        words = set(re.findall(r"\w+", (await client.get(address)).text.lower()))
        assert len(words) > 1000
        assert words & {name.lower() for name in rare} == set(), address
