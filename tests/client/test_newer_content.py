"""Content that the client cannot show never replaces content that it can."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.catalog import releases
from gutbone.client import Client, Retry, SyncOutcome
from gutbone.client.canonical_json import content_digest, digest_of
from gutbone.client.responses import SCHEMA_VERSION

NEWER_VERSION = SCHEMA_VERSION + 1
TERM = {
    "kind": "terms",
    "slug": "dust",
    "name": "Dust",
    "summary": "What settles.",
    "aliases": [],
    "claims": [],
    "cautions": [],
    "related": [],
}
CAUTION = {"slug": "dust-allergy", "severity": "avoid", "sentence": "If you have dust allergy: avoid dust."}
PARTS = {"terms/dust": TERM, "guide": [], "facets": [], "disclaimer": {}}


def data(date: str, parts: dict[str, Any], schema_version: int = SCHEMA_VERSION) -> dict[str, Any]:
    """Return what both answers say of a release, with digests that are right."""
    digest = content_digest({name: digest_of(part) for name, part in parts.items()}, schema_version)
    return {
        "release": f"{date}.1-{digest[:8]}",
        "schema_version": schema_version,
        "digest": digest,
        "releases": [],
        "releases_digest": digest_of([]),
    }


def bundle(date: str, parts: dict[str, Any], schema_version: int = SCHEMA_VERSION) -> dict[str, Any]:
    """Return the data of a bundle."""
    return data(date, parts, schema_version) | {"parts": parts}


def client_of(path: Path, answers: dict[str, dict[str, Any]]) -> Client:
    """Return a client of a server with these answers; any other address is gone."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = answers.get(request.url.path)
        body = json.dumps({"data": found, "meta": {"release": found["release"]}}) if found else ""
        return httpx.Response(200 if found else 410, text=body)

    transport = httpx.MockTransport(answer)
    return Client("http://gutbone.test", path, retry=Retry(attempts=1), transport=transport)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file of a client that has a first release."""
    with client_of(tmp_path / "held", {"/v1/bundle": bundle("2026-01-01", PARTS)}) as client:
        assert client.sync().outcome is SyncOutcome.BUNDLE
    return tmp_path / "held"


def test_client_knows_the_shape_that_is_served() -> None:
    assert SCHEMA_VERSION == releases.SCHEMA_VERSION


def test_bundle_of_a_newer_shape_is_not_stored(path: Path) -> None:
    before = path.read_bytes()
    with client_of(path, {"/v1/bundle": bundle("2026-01-02", PARTS, schema_version=NEWER_VERSION)}) as client:
        report = client.sync()
        assert (report.outcome, report.after) == (SyncOutcome.UPDATE_NEEDED, report.before)
        assert report.problem == f"the content has schema version {NEWER_VERSION}: update this app"
        assert client.content.entry("terms/dust").name == "Dust"
    assert path.read_bytes() == before


def test_changes_to_a_newer_shape_are_not_stored(path: Path) -> None:
    before = path.read_bytes()
    with client_of(path, {}) as client:
        since = client.content.release
    changes = data("2026-01-02", PARTS, schema_version=NEWER_VERSION) | {"since": since, "safety": True}
    with client_of(path, {"/v1/changes": changes | {"upserts": {}, "removed": []}}) as client:
        assert client.sync().outcome is SyncOutcome.UPDATE_NEEDED
    assert path.read_bytes() == before


def test_first_bundle_of_a_newer_shape_leaves_nothing(tmp_path: Path) -> None:
    newer = {"/v1/bundle": bundle("2026-01-02", PARTS, schema_version=NEWER_VERSION)}
    with client_of(tmp_path / "held", newer) as client:
        assert client.sync().outcome is SyncOutcome.UPDATE_NEEDED
    assert not (tmp_path / "held").exists()


@pytest.mark.parametrize(
    "term", [TERM | {"cautions": [CAUTION]}, TERM | {"slug": "sand"}, {"kind": "terms", "slug": "dust"}]
)
def test_bundle_with_an_entry_that_cannot_be_put_back_is_not_stored(term: dict[str, Any], path: Path) -> None:
    before = path.read_bytes()
    with client_of(path, {"/v1/bundle": bundle("2026-01-02", PARTS | {"terms/dust": term})}) as client:
        report = client.sync()
        assert (report.outcome, report.after) == (SyncOutcome.OFFLINE, report.before)
        assert str(report.problem).startswith("terms/dust")
    assert path.read_bytes() == before
