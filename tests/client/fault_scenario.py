"""A server behind a proxy that injects faults and forged answers, and thirty-two syncs of any client."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from gutbone.client import Client
from gutbone.client.canonical_json import content_digest, digest_of
from tests.client.content_editor import ContentEditor, bundle_data, make_content_editor
from tests.client.faulty_proxy import FaultyProxy, running_proxy
from tests.content.invalid_content import edit

EACH = 8
"""Syncs with a fault of each kind: four kinds make thirty-two."""


class SyncScenario(NamedTuple):
    """A server of the newest of two releases, a file of each release, and what the newest holds."""

    proxy: FaultyProxy
    old: bytes
    old_digest: str
    new: str


class Synced(NamedTuple):
    """What a client says of a sync."""

    outcome: str
    after: str | None
    digest: str | None
    problem: str | None


Sync = Callable[[str, Path], Synced]
"""Sync a file with the server at an address once."""


@contextmanager
def fault_scenario(folder: Path) -> Iterator[SyncScenario]:
    """Serve the second of two releases behind a proxy, which has lies to tell."""
    editor: ContentEditor = make_content_editor(folder)
    old = bundle_data(editor.snapshot())
    with running_proxy() as proxy:
        with editor.serve() as server:
            proxy.target = server.address
            with Client(proxy.address, editor.folder / "old") as client:
                client.sync()
        editor.release(
            edit("terms/regolith.yaml", "Dust that tests stand on.", "Moon dust."),
            reason="safety",
            note="Dust is dust.",
        )
        new = bundle_data(editor.snapshot())
        proxy.lies[:] = lies(old, new)
        with editor.serve() as server:
            proxy.target = server.address
            yield SyncScenario(proxy, (editor.folder / "old").read_bytes(), old["digest"], new["digest"])


def lies(old: dict[str, Any], new: dict[str, Any]) -> list[bytes]:
    """Return answers that are whole, and wrong: each for any address."""
    parts = new["parts"]
    caution = next(name for name in parts if name.startswith("cautions/"))
    without = {name: part for name, part in parts.items() if name != caution}
    warned = next(name for name, part in parts.items() if isinstance(part, dict) and part.get("cautions"))
    silenced = parts | {warned: parts[warned] | {"cautions": []}}
    nothing = {"since": old["release"], "safety": False, "upserts": {}, "removed": []}
    removal = nothing | {"removed": [caution]}
    bodies = [
        new | {"parts": silenced},
        new | {"parts": without},
        signed(new | {"parts": without}),
        signed(new | {"schema_version": new["schema_version"] + 1}),
        {name: value for name, value in new.items() if name != "parts"} | removal,
        {name: value for name, value in new.items() if name != "parts"} | nothing,
    ]
    texts = [json.dumps({"data": body, "meta": {"release": body["release"]}}).encode() for body in bodies]
    return [*(whole(text) for text in texts), whole(b"<html>Sign in</html>"), whole(b"", "304 Not Modified")]


def signed(data: dict[str, Any]) -> dict[str, Any]:
    """Return data with digests that are right for what it has."""
    digests = {name: digest_of(part) for name, part in data["parts"].items()}
    digest = content_digest(digests, data["schema_version"])
    return data | {"digest": digest, "release": f"2999-01-01.1-{digest[:8]}"}


def whole(body: bytes, status: str = "200 OK") -> bytes:
    """Return an answer as it stands on the wire."""
    length = f"Content-Length: {len(body)}\r\n" if status.startswith("200") else ""
    return f"HTTP/1.1 {status}\r\n{length}Connection: close\r\n\r\n".encode() + body


def require_right_states(scenario: SyncScenario, sync: Sync, folder: Path) -> None:
    """Sync thirty-two times through faults and lies, from nothing and from the old release in turn."""
    draw = random.Random(32)
    kept = 0
    for turn in range(4 * EACH):
        fault = ("drop", "cut", "flip", "lie")[turn % 4]
        path = folder / f"{turn}"
        has_old = bool(turn // 4 % 2)
        if has_old:
            path.write_bytes(scenario.old)
        place = {"drop": 0, "lie": turn // 4}.get(
            fault, draw.randrange(2_000 * (8 if fault == "flip" else 1))
        )
        faults = [("cut" if fault == "drop" else fault, place)]
        # A lie is told twice, to the request for the changes and to that for the bundle.
        scenario.proxy.faults[:] = faults * 2 if fault == "lie" else faults
        ended = sync(scenario.proxy.address, path)
        scenario.proxy.faults.clear()
        right = {scenario.new, scenario.old_digest if has_old else None}
        assert ended.digest in right, (turn, fault, ended)
        assert path.exists() == (ended.after is not None), (turn, fault, ended)
        if ended.outcome in {"offline", "update_needed"}:
            assert ended.problem, (turn, fault)
            assert ended.digest != scenario.new, (turn, fault)
            kept += 1
        again = sync(scenario.proxy.address, path)
        assert again.digest == scenario.new, (turn, fault, again)
        with Client(scenario.proxy.address, path) as reader:
            assert reader.content.digest == scenario.new
    assert kept >= EACH
