"""The topology of compose.yaml, run as processes on the loopback interface."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.fault_injection.polling_clients import count_errors, polling
from tests.fault_injection.releases import content_of, expected_digests, load
from tests.fixtures.cli import ROOT, SAMPLE_CONTENT, run_cli, running_server
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.postgres import Postgres, free_port
from tests.load.test_replicas import release_at, wait_for

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
SERVERS = ("api-1", "api-2")


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
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGQUIT)
        process.communicate(timeout=120)


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
