"""Uncached responses take little CPU time of the event loop: larger work is done in worker threads."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.fixtures.cli import ROOT, SEED, Server, loaded_database_url, running_server
from tests.fixtures.contract import parameters_of
from tests.fixtures.deadlines import cpu_scaled
from tests.fixtures.http import request
from tests.server.test_hostile_requests import MAX_CPU_MS, loop_cpu_ms

pytestmark = pytest.mark.full_suite

REQUESTS = 3
"""Each request is repeated, and the smallest time counts: another process on the core may slow one down."""

LARGE = ("/v1/plan?days=7", *(f"/v1/graph.{name}" for name in ("dot", "graphml", "cyjs")))
PAGES = ("/", "/food-sources", "/food-sources/kefir", "/search?q=calcium", "/map", "/claims", "/plan")


def documented_gets() -> Iterator[str]:
    """Yield the address of each GET operation of the contract, with its own examples as parameters."""
    contract = json.loads((ROOT / "openapi.json").read_text("utf-8"))
    for path, operations in contract["paths"].items():
        if (operation := operations.get("get")) is None:
            continue
        required = [one for one in parameters_of(contract, operation) if one.get("required")]
        in_path = {item["name"]: item["example"] for item in required if item["in"] == "path"}
        in_query = {item["name"]: item["example"] for item in required if item["in"] == "query"}
        yield path.format(**in_path) + (f"?{urlencode(in_query, doseq=True)}" if in_query else "")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the whole content with no response cache, so that each response is made anew."""
    url = loaded_database_url(tmp_path_factory.mktemp("loop") / "gutbone.db", SEED)
    settings = {"access_log": "false", "refresh_interval": 0, "cache_bytes": 0}
    with running_server(database_url=url, port=0, **settings) as server:
        yield server


@pytest.mark.parametrize("path", [*documented_gets(), *LARGE, *PAGES])
def test_uncached_response_holds_the_event_loop_for_less_than_20_ms(server: Server, path: str) -> None:
    used = []
    for _ in range(REQUESTS):
        before = loop_cpu_ms(server)
        assert request("GET", server.address + path).status_code == 200
        used.append(loop_cpu_ms(server) - before)
    assert min(used) < cpu_scaled(MAX_CPU_MS)


def test_delta_from_the_first_release_holds_the_event_loop_for_less_than_20_ms(server: Server) -> None:
    releases = request("GET", f"{server.address}/v1/releases").json()["data"]
    first = min(release["id"] for release in releases)
    before = loop_cpu_ms(server)
    assert request("GET", f"{server.address}/v1/changes?since={first}").status_code == 200
    assert loop_cpu_ms(server) - before < cpu_scaled(MAX_CPU_MS)
