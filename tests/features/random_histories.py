"""Random release histories from a seed: edited, added, removed and renamed parts."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from app.catalog.releases import LedgerEntry, content_digest, next_entry, served_release_id
from app.core.canonical_json import digest_of
from app.features.bundle import Snapshot
from app.vocabulary.content import ReleaseReason

START = datetime(2026, 1, 1, tzinfo=UTC)
ALWAYS = ("guide", "facets", "disclaimer", "facets/condition")
TEXTS = ("kefir", 'a "quoted" \\ text', "naïve ½ µg", "日本語 🥛", "\u2028\u007f\t\n\u0001", "")
NUMBERS = (0, 1, -7, 2**53 - 1, 0.5, -0.0, 121.0, 1e-7, 0.000001, 1e21, 123456789012345680000.0, 5e-324, 0.1)


def value(draw: random.Random, depth: int = 0) -> Any:
    """Return a JSON value."""
    pick = draw.randrange(7 if depth < 3 else 4)
    if pick == 0:
        return draw.choice((None, True, False))
    if pick == 1:
        return draw.choice(TEXTS)
    if pick == 2:
        return draw.choice(NUMBERS)
    if pick == 3:
        return draw.uniform(-1000, 1000) * 10.0 ** draw.randrange(-12, 24)
    if pick == 4:
        return [value(draw, depth + 1) for _ in range(draw.randrange(3))]
    return {f"m{draw.randrange(9)}": value(draw, depth + 1) for _ in range(draw.randrange(4))}


def edited(draw: random.Random, parts: dict[str, Any]) -> dict[str, Any]:
    """Return the parts after a few edits; now and then none, or back to an empty set of entries."""
    new = dict(parts)
    for _ in range(draw.choice((0, 1, 1, 2, 5))):
        entries = [key for key in new if key.startswith("terms/")]
        pick = draw.randrange(6)
        if pick == 0 or not entries:
            new[f"terms/t{draw.randrange(12)}"] = value(draw)
        elif pick == 1:
            del new[draw.choice(entries)]
        elif pick == 2:
            new[f"terms/t{draw.randrange(12)}"] = new.pop(draw.choice(entries))
        elif pick == 3:
            new[draw.choice(ALWAYS)] = value(draw)
        else:
            new[draw.choice(entries)] = value(draw)
    if not draw.randrange(20):
        new = {key: part for key, part in new.items() if key in ALWAYS}
    return new


def history(seed: int) -> Iterator[Snapshot]:
    """Yield what is served, from the first release to the last; what was not released is among it."""
    draw = random.Random(seed)
    parts: dict[str, Any] = {name: value(draw) for name in ALWAYS}
    ledger: list[LedgerEntry] = []
    now = START
    for turn in range(draw.randrange(2, 7)):
        parts = edited(draw, parts)
        digests = {key: digest_of(part) for key, part in parts.items()}
        now += timedelta(hours=draw.randrange(1, 30))
        if not draw.randrange(4):
            yield Snapshot(served_release_id(ledger, content_digest(digests)), parts, digests, tuple(ledger))
        reason = draw.choice(list(ReleaseReason))
        entry = next_entry(ledger, digests, reason, f"Release {turn}: {draw.choice(TEXTS)}", now)
        if entry:
            ledger.append(entry)
            yield Snapshot(entry.id, parts, digests, tuple(ledger))
