"""The access log: one JSON line per request, without query strings or bodies."""

import json
import os
import secrets
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fixtures.cli import loaded_database_url, running_server, start_process
from tests.fixtures.deadlines import wait_until
from tests.load.test_workers import WORKERS, until_all_work, workers_of
from tests.server.raw_sockets import connect, read_until_closed

FIELDS = {"method", "path", "status", "milliseconds", "request_id", "event", "level", "timestamp"}


def requests_with(canary: str) -> list[dict[str, Any]]:
    """Return requests that have the canary anywhere but in the path."""
    asked: list[dict[str, Any]] = [
        {"url": "/v1/search", "params": {"q": canary}},
        {"url": "/v1/suggest", "params": {"q": canary}},
        {"url": "/v1/cautions", "params": {"medicine": canary}},
        {"url": "/v1/plan", "params": {"conditions": canary}},
        {"url": "/v1/terms", "params": {canary: canary}},
        {"url": "/v1/paths", "params": {"from": canary, "to": canary}},
        {"url": "/check", "params": {"medicines": canary}},
        {"url": "/search", "params": {"q": canary}},
        {"url": "/nowhere", "params": {"q": canary}},
        {"url": "/v1/check", "method": "POST", "json": {"items": [canary], "medicines": [canary]}},
        {"url": "/v1/check", "method": "POST", "content": f"[[[{canary}"},
    ]
    headers = dict.fromkeys(("Cookie", "Authorization", "User-Agent", "Referer", "X-Forwarded-For"), canary)
    ready: list[dict[str, Any]] = [
        {"url": "/v1/terms"},
        {"url": "/v1/terms"},
        {"url": "/v1/terms", "method": "HEAD"},
    ]
    return [{"method": "GET", "headers": headers} | request for request in [*asked, *ready]]


@pytest.mark.parametrize("fast_path", ["true", "false"])
def test_access_log_contains_no_request_data(fast_path: str, tmp_path: Path) -> None:
    canary = f"qz{secrets.token_hex(8)}"
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(database_url=url, port=0, fast_path=fast_path) as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            answers = [client.request(**request) for request in requests_with(canary)]
        with connect(server, patience=60) as connection:
            connection.sendall(f"GET /?{canary} HTTP/1.1\r\nHost: {canary}\r\nHost: b\r\n\r\n".encode())
            refused = read_until_closed(connection).decode()
        assert server.stop() == 0
    assert canary not in server.errors
    lines = [json.loads(line) for line in server.errors.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [set(line) for line in requests] == [FIELDS] * len(requests)
    logged = [(line["method"], line["path"], line["status"], line["request_id"]) for line in requests]
    assert logged[:-1] == [
        (answer.request.method, answer.request.url.path, answer.status_code, answer.headers["request-id"])
        for answer in answers
    ]
    assert logged[-1][:3] == ("", "", 400)
    assert [line["milliseconds"] is None for line in requests] == [False] * len(answers) + [True]
    assert f"request-id: {logged[-1][3]}\r\n" in refused
    assert len({line["request_id"] for line in requests}) == len(requests)


def test_rate_limited_client_address_is_not_logged(tmp_path: Path) -> None:
    url, address = loaded_database_url(tmp_path / "world.db"), "203.0.113.77"
    limited = {"rate_limit": "1/hour", "trusted_proxies": "127.0.0.1"}
    with running_server(database_url=url, port=0, **limited) as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            answers = [client.get("/v1/terms", headers={"X-Forwarded-For": address}) for _ in range(2)]
        assert server.stop() == 0
    assert [answer.status_code for answer in answers] == [200, 429]
    assert len(request_lines(server.errors)) == 2
    assert address not in server.errors
    assert "127.0.0.1" not in server.errors


def test_path_cannot_inject_a_log_line(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(database_url=url, port=0) as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            assert client.get("/v1/terms/a%0A%7B%22event%22:%22forged%22%7D%0D%1b[31m").status_code == 404
        assert server.stop() == 0
    [line] = server.errors.splitlines()
    assert json.loads(line)["path"] == '/v1/terms/a\n{"event":"forged"}\r\x1b[31m'
    assert "\x1b" not in line


def request_lines(log: str) -> list[dict[str, Any]]:
    """Return the lines of the access log; every line of the log has to be whole."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in log.splitlines()]
    return [line for line in lines if line["event"] == "request"]


def test_buffered_access_log_is_flushed_before_a_worker_is_killed(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    with running_server(database_url=url, port=0, workers=WORKERS) as server:
        parent = server.process.pid
        until_all_work(parent, gone=0)
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            for _ in range(3):
                client.get("/v1/terms")
        # No request follows that could push the lines out.
        wait_until(lambda: len(request_lines(server.errors)) == 3)
        for worker in workers_of(parent):
            os.kill(worker, signal.SIGKILL)
            until_all_work(parent, worker)
        assert server.stop() == 0
    assert len(request_lines(server.errors)) == 3


def test_access_log_line_is_written_within_100_ms(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    with (
        running_server(database_url=url, port=0) as server,
        httpx.Client(base_url=server.address, trust_env=False) as client,
    ):
        waited = []
        for _ in range(5):
            written = len(server.errors)
            client.get("/v1/terms")
            answered = time.monotonic()
            while len(server.errors) == written:
                time.sleep(0.005)
            waited.append(time.monotonic() - answered)
    assert min(waited) < 0.2


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_sigterm_flushes_the_access_log(end: signal.Signals, tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    with running_server(database_url=url, port=0) as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            for _ in range(300):
                client.get("/v1/terms")
            last = client.get("/v1/facets").headers["request-id"]
        assert server.stop(end) == 0
    lines = request_lines(server.errors)
    assert len(lines) == 301
    assert lines[-1]["request_id"] == last


def test_access_log_lines_of_several_workers_stay_whole_in_a_pipe(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    server = start_process("serve", database_url=url, port=0, workers=WORKERS)
    assert server.stdout
    assert server.stderr
    address = server.stdout.readline().split()[-1]
    long_path = "/" + "x" * 1500
    with ThreadPoolExecutor() as pool:
        log = pool.submit(server.stderr.read)
        until_all_work(server.pid, gone=0)

        def ask(_number: int) -> None:
            host, port = address.removeprefix("http://").split(":")
            with socket.create_connection((host, int(port)), timeout=60) as connection:
                connection.sendall(f"GET {long_path} HTTP/1.1\r\nHost: a\r\n\r\n".encode() * 50)
                connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                read_until_closed(connection)

        list(pool.map(ask, range(12)))
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
        lines = request_lines(log.result())
    server.stdout.close()
    server.stderr.close()
    assert [line["path"] for line in lines].count(long_path) == 600
    assert len({line["request_id"] for line in lines}) == 612


def test_events_and_access_log_lines_keep_their_order(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    with running_server(database_url=url, port=0, refresh_interval="0.1") as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            client.get("/v1/terms")
        assert server.stop() == 0
    stamps = [json.loads(line)["timestamp"] for line in server.errors.splitlines()]
    assert stamps == sorted(stamps)
