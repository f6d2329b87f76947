"""The network guard blocks and records outbound connections, also those of child processes."""

import errno
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.command_runner import command_runner
from tests.fixtures.cli import environment
from tests.network_guard import audit_hook

ELSEWHERE = "192.0.2.1"
"""An address that no machine has: RFC 5737."""


def connect() -> None:
    with socket.socket() as connection:
        connection.connect((ELSEWHERE, 80))


def send() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as connection:
        connection.sendto(b"x", (ELSEWHERE, 53))


def connect_by_version_6() -> None:
    with socket.socket(socket.AF_INET6) as connection:
        connection.connect(("2001:db8::1", 80))


def ask_for_a_name() -> None:
    socket.getaddrinfo("gutbone.example", 443)


@pytest.mark.parametrize("leave", [connect, send, connect_by_version_6, ask_for_a_name])
def test_outbound_connection_is_blocked_and_recorded(leave: Callable[[], None]) -> None:
    with pytest.raises(OSError, match="the tests let nothing out") as stopped:
        leave()
    assert stopped.value.errno == errno.ENETUNREACH
    [line] = audit_hook.take_recorded()
    assert line.startswith("socket.")


PROGRAM = f"import socket; socket.create_connection(('{ELSEWHERE}', 80), timeout=1)"


def test_outbound_connection_of_a_child_process_is_recorded() -> None:
    command = [sys.executable, "-c", PROGRAM]
    for env in (environment({}), None):
        result = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert "the tests let nothing out" in result.stderr
        assert [line.split()[1] for line in audit_hook.take_recorded()] == [ELSEWHERE]


def test_outbound_connection_of_a_documented_command_is_recorded(tmp_path: Path) -> None:
    with command_runner(tmp_path, code=tmp_path, content=tmp_path) as runner, pytest.raises(AssertionError):
        runner.run(f'python3 -c "{PROGRAM}"')
    assert [line.split()[1] for line in audit_hook.take_recorded()] == [ELSEWHERE]


def test_loopback_connections_are_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=5).close()
    socket.getaddrinfo(None, 0)
    assert audit_hook.take_recorded() == []
