"""Nothing that a client sends about a person appears anywhere but in the answer: of check, plan and form."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from tests.fixtures.http import request
from tests.fixtures.postgres import free_port

pytestmark = pytest.mark.full_suite

JSON = {"Content-Type": "application/json"}
PATIENCE = 60


@dataclass
class Server:
    """A real server, and after its end all that it printed."""

    url: str
    printed: dict[str, str] = field(default_factory=dict)


@contextmanager
def running(database: str, folder: Path) -> Iterator[Server]:
    port = free_port()
    own = {"GUTBONE_DATABASE_URL": database, "GUTBONE_HOST": "127.0.0.1", "GUTBONE_PORT": str(port)}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
    server = Server(f"http://127.0.0.1:{port}")
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(command, env={**os.environ, **own}, stdout=out, stderr=err)
        try:
            wait_for(server.url, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
            server.printed |= {name: (folder / name).read_text(encoding="utf-8") for name in ("out", "err")}


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None
        try:
            request("GET", f"{url}/health/live", timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


def refusals(canary: str) -> list[dict[str, Any]]:
    """Return requests that carry the canary and are refused, each for another reason."""
    word = json.dumps(canary)
    return [
        {"json": {"items": ["kefir"], "medicine": [canary]}},
        {"json": {"items": ["kefir"], "life_stages": canary, "diet": canary, "allergies": canary}},
        {"json": {"items": [canary * 10], "conditions": [canary, 7], "medicines": canary}},
        {"json": [canary]},
        {"json": canary},
        {"content": f'{{"items": [{word}', "headers": JSON},
        {"content": f'{{"items": ["kefir"], "conditions": [{word}], "conditions": []}}', "headers": JSON},
        {"content": "[" * 20_000 + word + "]" * 20_000, "headers": JSON},
        {"content": f'{{"items": [{word}]}}'.encode() + b"\xff", "headers": JSON},
        {"content": f'{{"items": [{word}]}}', "headers": {"Content-Type": "text/plain"}},
        {"content": f"items={canary}", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"files": {"items": (canary, canary)}},
        {"json": {"items": [canary], "padding": "x" * 70_000}},
        {"json": {"items": [canary]}, "headers": {"Accept": "text/html"}},
        {"json": {"items": [canary]}, "params": {"unknown": "1"}},
        {"json": {"items": [canary]}, "method": "PUT"},
        {"json": {"items": [canary]}, "method": "GET"},
    ]


def test_check_data_is_not_logged_or_stored(engine: Engine, tmp_path: Path) -> None:
    canary = f"qz{secrets.token_hex(8)}"
    asked = {"items": ["natto", canary], "conditions": [canary], "medicines": [f"x{canary}", "warfarin"]}
    with (
        running(str(engine.url), tmp_path) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        answer = client.post("/v1/check", json=asked)
        assert answer.status_code == 200
        assert canary not in str(answer.headers)
        data = answer.json()["data"]
        words = {word["given"] for word in data["not_understood"]}
        assert words == {canary, f"x{canary}"}
        assert canary not in json.dumps(answer.json() | {"data": {}})
        for request in refusals(canary):
            refused = client.request(url="/v1/check", **{"method": "POST", **request})
            assert 400 <= refused.status_code < 500
            assert refused.headers["content-type"] == "application/problem+json"
            assert canary not in refused.text
            assert canary not in str(refused.headers)
        misnamed = client.post("/v1/check", json={"items": ["kefir"], canary: canary * 2})
        assert misnamed.status_code == 422
        assert misnamed.text.count(canary) == 1
        told = {name: [canary] for name in ("life_stages", "conditions", "medicines", "free_from", "wanted")}
        refused = client.post("/v1/plan", json=told)
        assert refused.status_code == 404
        assert {one["where"] for one in refused.json()["errors"]} == {f"body.{name}" for name in told}
        # Who typed a word has to learn which one was not understood.
        assert {one["given"] for one in refused.json()["errors"]} == {canary}
        assert canary not in str(refused.headers)
        form = {"items_typed": "natto", "conditions_typed": canary}
        assert canary in client.post("/check", data=form).text
        for path in ("/metrics", "/health/ready", "/v1/check", "/v1/facets", "/openapi.json"):
            later = client.get(path)
            assert canary not in later.text + str(later.headers)
    assert server.printed["err"].count("/v1/check") >= len(refusals(canary))
    assert "/v1/plan" in server.printed["err"]
    assert all(canary not in text for text in server.printed.values())
    assert "Traceback" not in server.printed["err"]
    assert canary.encode() not in Path(str(engine.url.database)).read_bytes()
