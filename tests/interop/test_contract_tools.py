"""Linters accept the contract, and a validating proxy lets every documented GET pass: `make interop`."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.fixtures.cli import ROOT
from tests.fixtures.deadlines import scaled
from tests.fixtures.node import node_environment
from tests.fixtures.postgres import free_port
from tests.interop.documented_requests import documented_gets

pytestmark = pytest.mark.torture

TOOLS = ROOT / "build" / "interop" / "node_modules" / ".bin"
DOCUMENT = ROOT / "openapi.json"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_NOTIFICATIONS": "true"}


def run(name: str, *arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool to its end."""
    return subprocess.run(
        [TOOLS / name, *arguments],
        cwd=folder,
        env=node_environment(**QUIET),
        capture_output=True,
        text=True,
        check=False,
        timeout=scaled(180),
    )


def changed(folder: Path) -> Path:
    """Return a contract with a mistake: an operation without an answer and a tag that nobody declares."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    operation = document["paths"]["/v1/guide"]["get"]
    operation["responses"] = {}
    operation["operationId"] = document["paths"]["/v1/facets"]["get"]["operationId"]
    (folder / "openapi.json").write_text(json.dumps(document))
    return folder / "openapi.json"


def redocly(document: Path, folder: Path) -> dict[str, int]:
    """Return how many errors and warnings the strict rules of Redocly find."""
    done = run("redocly", "lint", "--extends=recommended-strict", "--format=json", document, folder=folder)
    totals: dict[str, int] = json.loads(done.stdout)["totals"]
    return {"errors": totals["errors"], "warnings": totals["warnings"]}


def spectral(document: Path, folder: Path) -> list[str]:
    """Return the codes of what the OpenAPI rules of Spectral find."""
    (folder / ".spectral.yaml").write_text("extends: ['spectral:oas']\n")
    done = run("spectral", "lint", "--quiet", "--format=json", document, folder=folder)
    return [found["code"] for found in json.loads(done.stdout)]


def test_redocly_finds_nothing(tmp_path: Path) -> None:
    assert redocly(DOCUMENT, tmp_path) == {"errors": 0, "warnings": 0}
    assert redocly(changed(tmp_path), tmp_path)["errors"] > 0


def test_spectral_finds_nothing(tmp_path: Path) -> None:
    assert spectral(DOCUMENT, tmp_path) == []
    assert "operation-operationId-unique" in spectral(changed(tmp_path), tmp_path)


@contextmanager
def prism(document: Path, upstream: str, folder: Path) -> Iterator[httpx.Client]:
    """Yield a client of a proxy that answers 500 where an answer is not of the documented shape."""
    port = free_port()
    log = folder / "prism.log"
    command: list[str | Path] = [TOOLS / "prism", "proxy", document, upstream, "--errors", "--port"]
    with log.open("w") as written:
        proxy = subprocess.Popen(
            [*command, str(port)],
            cwd=folder,
            env=node_environment(**QUIET),
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=address, trust_env=False, timeout=scaled(60)) as client:
            wait_until_up(client, proxy, log)
            yield client
    finally:
        # The whole group: the program starts Node.js in a process of its own.
        os.killpg(proxy.pid, signal.SIGTERM)
        proxy.wait(timeout=scaled(30))


def wait_until_up(client: httpx.Client, proxy: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the proxy answers."""
    deadline = time.monotonic() + scaled(60)
    while time.monotonic() < deadline and proxy.poll() is None:
        try:
            client.get("/health/live")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text())


def test_validating_proxy_passes_every_documented_get(address: str, tmp_path: Path) -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    requests = list(documented_gets(document))
    assert {path.partition("/")[0] for path, _ in requests} == {""}
    assert len(requests) > 150
    refused = []
    with prism(DOCUMENT, address, tmp_path) as proxied:
        for path, query in requests:
            answer = proxied.get(path, params=httpx.QueryParams(tuple(query)))
            if answer.status_code != 200:
                refused.append(f"{answer.request.url}: {answer.status_code} {answer.text[:600]}")
    assert refused == []


def test_validating_proxy_refuses_an_answer_of_another_shape(address: str, tmp_path: Path) -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    document["components"]["schemas"]["FoodSource"]["properties"]["name"] = {"type": "integer"}
    other = tmp_path / "openapi.json"
    other.write_text(json.dumps(document))
    with prism(other, address, tmp_path) as proxied:
        answer = proxied.get("/v1/food-sources/kefir")
        assert answer.status_code == 500
        assert "must be integer" in answer.text
