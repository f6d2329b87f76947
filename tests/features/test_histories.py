"""Every chain of deltas ends with the same bytes as the bundle, for any history."""

import json
import random
from itertools import pairwise

import pytest

from app.core.canonical_json import canonical_json
from app.features.bundle import Snapshot, UnknownSinceError, bundle_of, changes_of
from gutbone.client.responses import apply_changes, parse_bundle
from gutbone.client.storage import Snapshot as ClientSnapshot
from gutbone.client.storage import from_bytes, to_bytes
from tests.features.random_histories import history

pytestmark = pytest.mark.full_suite

HISTORIES = 500
A_TEST = 50


def sent(data: bytes) -> bytes:
    """Return an answer's data in its envelope."""
    release = json.loads(data)["release"]
    return b'{"data":%s,"meta":{"release":%s}}' % (data, json.dumps(release).encode())


def fetched(snapshot: Snapshot) -> ClientSnapshot:
    return parse_bundle(sent(bundle_of(snapshot)))


def followed(held: ClientSnapshot, snapshot: Snapshot) -> ClientSnapshot:
    """Return what a client has after a delta, written to its file and read again."""
    data = changes_of(snapshot, held.release)
    fresh, safety = apply_changes(held, sent(data))
    between = fresh.releases[len(held.releases) :]
    assert safety == any(note["reason"] == "safety" for note in between)
    return from_bytes(to_bytes(fresh))


def assert_same(held: ClientSnapshot, newest: Snapshot) -> None:
    bundle = json.loads(bundle_of(newest))
    whole = held.model_dump(exclude={"etag", "digests"}) | {"releases_digest": bundle["releases_digest"]}
    assert canonical_json(whole) == bundle_of(newest)
    assert held.digests == newest.digests


@pytest.mark.parametrize("first", range(0, HISTORIES, A_TEST))
def test_any_chain_of_deltas_ends_with_the_bundle(first: int) -> None:
    deltas = 0
    for seed in range(first, first + A_TEST):
        snapshots = list(history(seed))
        newest = snapshots[-1]
        draw = random.Random(seed)
        for place, start in enumerate(snapshots):
            steps = snapshots[place + 1 :]
            some = [step for step in steps[:-1] if draw.random() < 0.5] + steps[-1:]
            for chain in (steps[-1:], some, steps):
                held = fetched(start)
                for step in chain:
                    if unreleased(held, step):
                        held = fetched(step)
                    else:
                        held = followed(held, step)
                        deltas += 1
                assert_same(held, newest)
    assert deltas > A_TEST


def unreleased(held: ClientSnapshot, step: Snapshot) -> bool:
    """Return whether a client holds what was never released as it is, so that there is no delta."""
    if "+dev." not in held.release or held.release == step.release:
        return False
    known = held.digest in {entry.digest for entry in step.history}
    if not known:
        with pytest.raises(UnknownSinceError):
            changes_of(step, held.release)
    return not known


def test_random_histories_cover_all_changes() -> None:
    kinds = {"removed": 0, "renamed": 0, "unreleased": 0, "nothing left": 0, "safety": 0}
    for seed in range(HISTORIES):
        for old, new in pairwise(history(seed)):
            gone = old.parts.keys() - new.parts.keys()
            kinds["removed"] += bool(gone)
            kinds["renamed"] += bool(gone and new.parts.keys() - old.parts.keys())
            kinds["unreleased"] += "+dev." in old.release
            kinds["nothing left"] += not any(key.startswith("terms/") for key in new.parts)
            kinds["safety"] += any(entry.reason == "safety" for entry in new.history)
    assert all(count > 20 for count in kinds.values()), kinds
