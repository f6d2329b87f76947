"""A flood of unique queries against a server with a small response cache."""

import http.client
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import pytest

from app.vocabulary.food import Diet, Fodmap, FreeFrom
from tests.fixtures.cli import Server, loaded_database_url, running_server

pytestmark = pytest.mark.full_suite

FLOOD = 5_000
BOUND = 4_000_000
SLACK = 12_000_000
"""Bytes beside the bound: what is remembered of requests, and memory that the interpreter keeps."""
HOT = ["/v1/guide", "/v1/food-sources/dew-tea", "/v1/food-sources?limit=5"]


@pytest.fixture(params=["true", "false"], ids=["hot", "application"])
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    url = loaded_database_url(tmp_path / "gutbone.db")
    settings = {"database_url": url, "port": 0, "access_log": "false", "cache_bytes": BOUND}
    with running_server(**settings, fast_path=request.param) as server:
        yield server


def queries() -> Iterator[str]:
    """Return distinct queries that are all answered with a list."""
    every = product(range(1, 101), Diet, FreeFrom, Fodmap)
    for limit, diet, free_from, fodmap in islice(every, FLOOD):
        yield f"limit={limit}&diet={diet.value}&free_from={free_from.value}&fodmap={fodmap.value}"


def resident(server: Server) -> int:
    """Return the resident memory of a server in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def test_query_flood_takes_bounded_memory(server: Server) -> None:
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=60)

    def got(path: str) -> tuple[int, str, bytes]:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.headers["etag"], response.read()

    before = {path: got(path) for path in HOT}
    start = resident(server)
    for number, query in enumerate(queries()):
        assert got(f"/v1/food-sources?{query}")[0] == 200
        if number % 500 == 0:
            assert {path: got(path) for path in HOT} == before
    assert number == FLOOD - 1
    assert resident(server) - start < BOUND + SLACK
    connection.close()
