"""A server takes the connections that it is set to take, where the system has leave for them."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from app.cli.descriptors import SPARE
from tests.cli.gutbone import loaded, serving
from tests.http.wires import rest, wire_to

UP = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
CONNECTIONS = 200
LIMITED = 'ulimit -S -n 100 && ulimit -H -n "$0" && exec "$@"'
"""Leave for 100 open files, and for as many as this if one asks."""


@pytest.mark.parametrize("hard", [4_000, 128], ids=["enough", "too few"])
def test_a_server_takes_as_many_connections_as_the_system_allows(hard: int, tmp_path: Path) -> None:
    told = {"database_url": loaded(tmp_path / "held.db"), "port": 0, "access_log": "false"}
    taken = min(CONNECTIONS, hard - SPARE)
    limits = ["sh", "-c", LIMITED, str(hard)]
    with serving(limits, **told, max_connections=CONNECTIONS) as server, ExitStack() as stack:
        for _ in range(taken):
            connection = stack.enter_context(wire_to(server, 20))
            connection.sendall(UP)
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        with wire_to(server, 20) as one_more:
            assert rest(one_more).startswith(b"HTTP/1.1 503 ")
        assert server.end() == 0
    assert ("fewer connections" in server.errors) is (taken < CONNECTIONS)
