"""Run a server in a network namespace that has only a loopback interface, and send every request.

Run as a program by test_alone.py, inside that network. The system counts what it had no route for: so it sees
what libraries in C do, too, of which Python is told nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from app.catalog.catalog import Catalog
from app.static_export.export_urls import exported_urls
from tests.fault_injection.releases import content_of, load
from tests.fixtures.cli import running_server
from tests.fixtures.databases import catalog_of
from tests.fixtures.postgres import free_port
from tests.load.test_replicas import wait_for

# By a socket of Python's and by the library of PostgreSQL, in a Python that nobody watches.
LEAVING = (
    "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "import psycopg; psycopg.connect(host='192.0.2.1', connect_timeout=1)",
)
WORKED_OUT = (
    "/v1/search?q=moon",
    "/v1/suggest?q=mo",
    "/v1/plan?days=3",
    "/v1/paths?from=terms/regolith&to=terms/moonrot",
    "/v1/claims?limit=1",
    "/",
    "/search?q=moon",
    "/plan",
    "/check",
    "/map",
    "/map.svg",
    "/health/live",
    "/health/ready",
    "/nowhere",
)


def unroutable_packets() -> int:
    """Return the number of IPv4 and IPv6 packets without a route in this network namespace."""
    heads, values = (
        line.split()
        for line in Path("/proc/self/net/snmp").read_text("ascii").splitlines()
        if line.startswith("Ip:")
    )
    sixth = dict(line.split() for line in Path("/proc/self/net/snmp6").read_text("ascii").splitlines())
    return int(values[heads.index("OutNoRoutes")]) + int(sixth["Ip6OutNoRoutes"])


def request_everything(address: str, catalog: Catalog) -> int:
    """Request every listed URL, some unknown ones, and checks; return the number of requests."""
    paths = [*exported_urls(catalog), *WORKED_OUT]
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        for path in paths:
            assert client.get(path).status_code < 500, path
        for item in ("moon-milk", "gutbone.example", "https://192.0.2.1/x"):
            assert client.post("/v1/check", json={"items": [item]}).status_code == 200
    return len(paths) + 3


def assert_no_outbound_traffic(url: str, folder: Path) -> dict[str, int]:
    """Send every request before and after a release; return the counts of requests and unrouted packets."""
    figures = free_port()
    with running_server(
        database_url=url, port=0, access_log="false", metrics_port=figures, refresh_interval=0.2
    ) as server:
        before = unroutable_packets()
        requests = request_everything(server.address, catalog_of(url))
        # The database may hold releases that the sample content lacks.
        load(url, content_of(folder, 1), "--back", "--reason", "Another content.")
        catalog = catalog_of(url)
        wait_for([server.address], catalog.release)
        requests += request_everything(server.address, catalog)
        assert httpx.get(f"http://127.0.0.1:{figures}/metrics", trust_env=False).status_code == 200
        assert server.stop() == 0
        left = unroutable_packets() - before
    return {"requests": requests, "left": left}


def outbound_attempts(program: str) -> int:
    """Return the number of unroutable packets that a program sends."""
    before = unroutable_packets()
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode, "there is a way out"
    assert "unreachable" in done.stderr
    return unroutable_packets() - before


if __name__ == "__main__":
    with TemporaryDirectory(prefix="gutbone-alone-") as made:
        found = assert_no_outbound_traffic(sys.argv[1], Path(made))
    found["controls"] = sum(outbound_attempts(program) > 0 for program in LEAVING)
    sys.stdout.write(json.dumps(found))
