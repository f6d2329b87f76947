"""The topology of compose.yaml, run as processes on the loopback interface."""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.server.http.problems import (
    BAD_REQUEST,
    BODY_TOO_LARGE,
    HEADERS_TOO_LARGE,
    HTTP_ERROR,
    URL_TOO_LONG,
)
from tests.fault_injection.polling_clients import count_errors, polling
from tests.fault_injection.releases import content_of, expected_digests, load
from tests.fixtures.cli import ROOT, SAMPLE_CONTENT, loaded_database_url, run_cli, running_server
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.postgres import Postgres, free_port
from tests.load.test_replicas import release_at, wait_for

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
SERVERS = ("api-1", "api-2")
MEMBERS = {"type", "title", "status", "detail", "instance", "errors", "did_you_mean", "request_id"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Return the services of compose.yaml, anchors resolved."""
    composed: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    found: dict[str, Any] = composed["services"]
    return found


def settings_of(service: dict[str, Any], url: str) -> dict[str, Any]:
    """Return the settings of a service, as this machine can fulfil them."""
    settings = {
        name.removeprefix("GUTBONE_").lower(): value for name, value in service["environment"].items()
    }
    assert settings["database_url"] == "postgresql://gutbone:${GUTBONE_DATABASE_PASSWORD:?}@postgres/gutbone"
    return settings | {"database_url": url, "port": "0", "access_log": "false"}


@contextmanager
def nginx(addresses: dict[str, str], folder: Path) -> Iterator[str]:
    """Run nginx by the configuration of the repository; yield its address."""
    assert NGINX
    port = free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    text = re.sub(r"(?<= )/tmp(?=/nginx)", str(folder), text)
    # Docker resolves the names; nginx before 1.27.3 resolves none again.
    text, resolved = re.subn(r"^ *resolver .*;\n| resolve(?= max_fails)", "", text, flags=re.MULTILINE)
    assert resolved == 1 + len(addresses)
    text = text.replace("/dev/stdout", str(folder / "access.log"))
    text, listens = re.subn(r"listen 8080;", f"listen 127.0.0.1:{port};", text)
    for name, address in addresses.items():
        assert f"server {name}:8000 " in text
        text = text.replace(f"{name}:8000", address.removeprefix("http://"))
    assert listens == 1
    (folder / "nginx.conf").write_text(f"user {'root' if os.geteuid() == 0 else 'nobody'};\n{text}", "utf-8")
    command = [
        NGINX,
        "-e",
        "stderr",
        "-c",
        str(folder / "nginx.conf"),
        "-p",
        str(folder),
        "-g",
        "daemon off;",
    ]
    with (folder / "error.log").open("w") as errors:
        process = subprocess.Popen(command, stderr=errors)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=120)


def until_it_answers(address: str) -> None:
    deadline = time.monotonic() + scaled(60)
    while time.monotonic() < deadline:
        try:
            release_at(address)
        except (httpx.HTTPError, KeyError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{address} does not answer")


def test_compose_services_run_with_least_privilege(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "load", *SERVERS, "nginx"}
    for name in ("load", *SERVERS):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["environment"] == services["api-1"]["environment"]
    assert services["nginx"]["ports"] == ["127.0.0.1:8080:8080"]
    assert "ports" not in services["postgres"]
    for name in SERVERS:
        assert services[name]["depends_on"] == {"load": {"condition": "service_completed_successfully"}}
    assert services["nginx"]["depends_on"] == {name: {"condition": "service_healthy"} for name in SERVERS}
    assert all(services[name]["healthcheck"] for name in ("postgres", "nginx", *SERVERS))


@pytest.mark.skipif(NGINX is None, reason="this machine has no nginx")
def test_rolling_release_and_server_loss_behind_nginx(
    services: dict[str, Any], postgres: Postgres, tmp_path: Path
) -> None:
    url = postgres.create()
    received = settings_of(services["load"], url) | {"content_dir": str(SAMPLE_CONTENT)}
    commands = re.findall(r"gutbone (\w+)", services["load"]["command"][-1])
    assert [run_cli(command, **received).code for command in commands] == [0, 0]
    expected = dict([expected_digests(url)])
    with ExitStack() as stack:
        assert services["api-1"]["command"][-1] == "serve"
        servers = {
            name: stack.enter_context(running_server(**settings_of(services[name], url))) for name in SERVERS
        }
        addresses = {name: server.address for name, server in servers.items()}
        front = stack.enter_context(nginx(addresses, tmp_path))
        until_it_answers(front)
        with polling([front, front], pause=0.005) as readers:
            load(url, content_of(tmp_path, 1))
            release, digests = expected_digests(url)
            expected[release] = digests
            wait_for([*addresses.values(), front], release)
            servers["api-1"].process.kill()
            before = [len(reader.responses) for reader in readers]
            wait_until(
                lambda: all(
                    len(reader.responses) > received + 20
                    for reader, received in zip(readers, before, strict=True)
                )
            )
        assert servers["api-2"].stop() == 0
    assert count_errors(readers, expected) == {}


OWN_ERRORS = {
    BAD_REQUEST: b"GET /v1/terms HTTP/1.1\r\n\r\n",
    URL_TOO_LONG: b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    HEADERS_TOO_LARGE: b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
    BODY_TOO_LARGE: b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
}


def answer_of(address: str, request: bytes) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Return status, header fields and JSON body of the answer to raw bytes."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(request)
        with HTTPResponse(connection) as response:
            response.begin()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return response.status, fields, json.loads(response.read())


@pytest.mark.skipif(NGINX is None, reason="this machine has no nginx")
def test_nginx_answers_its_own_errors_as_problem_documents(tmp_path: Path) -> None:
    nobody = {name: f"http://127.0.0.1:{free_port()}" for name in SERVERS}
    with nginx(nobody, tmp_path) as front:
        wait_until(lambda: connects(front))
        for problem, request in OWN_ERRORS.items():
            status, fields, body = answer_of(front, request)
            assert (status, body["status"]) == (problem.status, problem.status)
            assert fields["content-type"] == "application/problem+json"
            assert body["type"] == f"/docs/errors#{problem.slug}"
            assert (body["title"], body["detail"]) == (problem.title, problem.remedy)
            assert fields["request-id"] == body["request_id"]
            assert fields["x-content-type-options"] == "nosniff"
            assert set(body) == MEMBERS
        status, fields, body = answer_of(front, b"GET /v1/terms HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (status, body["status"], fields["retry-after"]) == (502, 502, "1")
        assert body["type"] == "/docs/errors#http-error"
        assert body["title"] == HTTP_ERROR.title


@pytest.mark.skipif(NGINX is None, reason="this machine has no nginx")
def test_nginx_logs_no_query_and_no_body(tmp_path: Path) -> None:
    canary, url = f"qz{secrets.token_hex(8)}", loaded_database_url(tmp_path / "world.db")
    with ExitStack() as stack:
        server = stack.enter_context(running_server(database_url=url, port=0))
        unreachable = f"http://127.0.0.1:{free_port()}"
        front = stack.enter_context(nginx({"api-1": server.address, "api-2": unreachable}, tmp_path))
        wait_until(lambda: connects(front))
        with httpx.Client(base_url=front, trust_env=False) as client:
            for path in ("/v1/plan", "/v1/search", "/v1/suggest", "/v1/cautions", "/nowhere"):
                client.get(path, params={"q": canary})
            client.post("/v1/check", json={"items": [canary]})
            client.post("/v1/check", content=canary * 10_000)
            client.get("/v1/terms", headers={"X-Request-Id": "mine"})
        answer_of(front, f"GET /v1/search?q={canary}{'x' * 40_000} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert server.stop() == 0
        with httpx.Client(base_url=front, trust_env=False) as client:
            assert client.get("/v1/search", params={"q": canary}).status_code == 502
    lines = [json.loads(line) for line in (tmp_path / "access.log").read_text("utf-8").splitlines()]
    assert {"/v1/plan", "/v1/search", "/v1/suggest", "/v1/check"} <= {line["path"] for line in lines}
    ids = {line["client_request_id"] for line in lines}
    assert "mine" in ids
    # One that the client did not send is in both logs too.
    of_server = {json.loads(line)["client_request_id"] for line in server.errors.splitlines()}
    assert len(of_server) > 5
    assert of_server <= ids
    assert canary not in (tmp_path / "access.log").read_text("utf-8")
    assert canary not in (tmp_path / "error.log").read_text("utf-8")
    assert canary not in server.errors


def connects(address: str) -> bool:
    host, port = address.removeprefix("http://").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_nginx_never_counts_a_shed_request_as_a_failed_server() -> None:
    config = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    [retried] = re.findall(r"^ *proxy_next_upstream (.*);$", config, re.MULTILINE)
    assert "http_503" not in retried
    assert {"error", "timeout", "http_502", "http_504"} <= set(retried.split())


class FakeServer:
    """A server that answers every request with its name, and with a status that may be changed."""

    def __init__(self, name: str, port: int = 0) -> None:
        self.status = 200
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(fake.status)
                self.send_header("Content-Length", "0")
                self.send_header("Gutbone-Release", name)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def seen_from(front: str, source: str) -> tuple[int, str]:
    """Return the status and the server's name that a client with this address gets, on a new connection."""
    connection = HTTPConnection(front.removeprefix("http://"), timeout=60, source_address=(source, 0))
    connection.request("GET", "/v1/terms", headers={"Connection": "close"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.headers["Gutbone-Release"]


CLIENTS = [f"127.0.1.{number}" for number in range(1, 17)]


@pytest.mark.skipif(NGINX is None, reason="this machine has no nginx")
def test_nginx_moves_a_client_only_while_its_server_fails(tmp_path: Path) -> None:
    servers = {name: FakeServer(name) for name in SERVERS}
    with nginx({name: server.address for name, server in servers.items()}, tmp_path) as front:
        wait_until(lambda: connects(front))
        first = {client: seen_from(front, client) for client in CLIENTS}
        assert {status for status, _ in first.values()} == {200}
        assert {name for _, name in first.values()} == set(SERVERS)
        assert {client: seen_from(front, client) for client in CLIENTS} == first

        servers["api-1"].close()
        assert {seen_from(front, client) for client in CLIENTS} == {(200, "api-2")}

        servers["api-1"] = FakeServer("api-1", servers["api-1"].port)
        wait_until(lambda: {client: seen_from(front, client) for client in CLIENTS} == first)
    for server in servers.values():
        server.close()


@pytest.mark.skipif(NGINX is None, reason="this machine has no nginx")
def test_nginx_passes_a_503_on_and_keeps_the_server(tmp_path: Path) -> None:
    servers = {name: FakeServer(name) for name in SERVERS}
    with nginx({name: server.address for name, server in servers.items()}, tmp_path) as front:
        wait_until(lambda: connects(front))
        owners = {client: seen_from(front, client)[1] for client in CLIENTS}
        servers["api-1"].status = 503
        for _ in range(5):
            for client, owner in owners.items():
                assert seen_from(front, client) == (503 if owner == "api-1" else 200, owner)
    for server in servers.values():
        server.close()


def test_nginx_looks_addresses_up_again_every_five_seconds() -> None:
    config = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    assert re.search(r"^ *resolver \S+ valid=5s", config, re.MULTILINE)
    assert len(re.findall(r"^ *server api-\d:8000 resolve ", config, re.MULTILINE)) == len(SERVERS)
