"""The size of a first fetch and of an update, on the real content."""

import dataclasses
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from app.api.responses import data_body
from app.catalog.catalog import Catalog
from app.catalog.releases import next_entry
from app.core.canonical_json import canonical_json, digest_of
from app.features.bundle import Snapshot, bundle_of, changes_of, snapshot_of
from app.server.http.negotiation import compress
from app.vocabulary.content import ReleaseReason

pytestmark = pytest.mark.full_suite

LARGEST_BUNDLE = 420_000
LARGEST_DELTA = 30_000
"""Bounds just above what the content weighs: 505 sources are a third of it, and every entry
carries a sentence for each of its cautions."""

NOW = datetime(2030, 1, 1, tzinfo=UTC)
ENTRIES = 5


def weight(catalog: Catalog, data: bytes) -> int:
    """Return the bytes that a phone fetches."""
    return len(compress(data_body(catalog, data), "br", is_frequent=True))


def updated(snapshot: Snapshot, keys: list[str]) -> Snapshot:
    """Return the next release, in which these entries have another name and summary."""
    parts: dict[str, Any] = dict(snapshot.parts)
    for key in keys:
        parts[key] = parts[key] | {"name": parts[key]["name"] + " anew", "summary": "Written afresh."}
        named = parts.get(f"facets/{key.partition('/')[0].removesuffix('s')}")
        if named and "kind" in parts[key]:
            parts[f"facets/{named['name']}"] = named | {"description": key}
    digests = {key: digest_of(part) for key, part in parts.items()}
    ledger = list(snapshot.history)
    entry = next_entry(ledger, digests, ReleaseReason.CORRECTION, "Names and summaries.", NOW)
    assert entry is not None
    return Snapshot(entry.id, parts, digests, (*ledger, entry))


def delta(catalog: Catalog, snapshot: Snapshot, keys: list[str]) -> int:
    """Return what an update of these entries weighs, from a release that holds all as it is."""
    held = next_entry([], snapshot.digests, ReleaseReason.ADDITION, "All.", NOW)
    assert held is not None
    start = dataclasses.replace(snapshot, release=held.id, history=(held,))
    return weight(catalog, changes_of(updated(start, keys), held.id))


@pytest.fixture(scope="module")
def snapshot(catalog: Catalog) -> Snapshot:
    return snapshot_of(catalog)


def largest(snapshot: Snapshot, kind: str = "") -> list[str]:
    entries = [key for key, part in snapshot.parts.items() if isinstance(part, dict) and "kind" in part]
    entries = [key for key in entries if key.startswith(kind)]
    return sorted(entries, key=lambda key: -len(canonical_json(snapshot.parts[key])))


def test_bundle_fits_into_420_kilobytes(catalog: Catalog, snapshot: Snapshot) -> None:
    assert weight(catalog, bundle_of(snapshot)) < LARGEST_BUNDLE


def test_the_five_largest_entries_fit_into_30_kilobytes(catalog: Catalog, snapshot: Snapshot) -> None:
    assert delta(catalog, snapshot, largest(snapshot)[:ENTRIES]) < LARGEST_DELTA


def test_largest_entries_with_condition_and_medicine_fit(catalog: Catalog, snapshot: Snapshot) -> None:
    named = largest(snapshot, "conditions/")[:1] + largest(snapshot, "medicines/")[:1]
    assert delta(catalog, snapshot, largest(snapshot)[:3] + named) < LARGEST_DELTA


def test_any_five_entries_fit_into_30_kilobytes(catalog: Catalog, snapshot: Snapshot) -> None:
    draw = random.Random(0)
    for _ in range(30):
        assert delta(catalog, snapshot, draw.sample(largest(snapshot), ENTRIES)) < LARGEST_DELTA


def test_renaming_an_entry_changes_only_its_own_record(catalog: Catalog, snapshot: Snapshot) -> None:
    """Entries that most others name: the parts hold their keys, and nowhere else their names."""
    for key in ("supplements/probiotic-supplement", "food-sources/yogurt", "mechanisms/inflammation"):
        name = f'"{snapshot.parts[key]["name"]}"'.encode()
        ways = f'"slug":"{key.partition("/")[2]}"'.encode(), f'"{key}"'.encode()
        bodies = {other: canonical_json(part) for other, part in snapshot.parts.items()}
        naming = [other for other, body in bodies.items() if name in body]
        referring = [other for other, body in bodies.items() if any(way in body for way in ways)]
        assert len(referring) > ENTRIES
        assert [other for other in naming if other in referring] == [key]
        assert catalog.has(key)
