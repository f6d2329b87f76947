"""Contract fuzzing over real sockets, with valid and invalid requests, on both databases."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.api.schemathesis_runner import fuzz
from tests.fault_injection.contract_fuzzer import SEED, contract
from tests.fault_injection.server_log import read_log
from tests.fixtures.cli import ROOT, Server, load_content, running_server
from tests.fixtures.databases import MakeDatabase, sqlite_file
from tests.fixtures.reliability_table import ReliabilityTable

CASES = 20_000
PROCESSES = 2


@pytest.fixture
def url(empty_database: MakeDatabase) -> str:
    """Return a database that holds the real content."""
    return load_content(empty_database(), ROOT / "seed_data")


def test_schemathesis_few_hundred_requests_over_sockets(url: str) -> None:
    with running_server(database_url=url, port=0) as server:
        result = fuzz(contract(server.address, SEED, 6, "coverage"))
        assert server.stop() == 0
    log = read_log(server, "request")
    assert result.failures == []
    assert result.cases >= 300
    assert {200, 404, 422} <= result.statuses.keys()
    assert log.strange == []
    assert log.counts["request"] >= result.cases


def fuzz_in_parallel(server: Server) -> list[dict[str, Any]]:
    """Let processes ask a server at once; return what each was told."""
    command = [sys.executable, "-m", "tests.fault_injection.contract_fuzzer", server.address]
    asking = [
        subprocess.Popen(
            [*command, str(SEED + number), str(CASES // PROCESSES)], cwd=ROOT, stdout=subprocess.PIPE
        )
        for number in range(PROCESSES)
    ]
    return [json.loads(one.communicate()[0]) for one in asking]


@pytest.mark.torture
def test_schemathesis_twenty_thousand_requests_over_sockets(url: str, reliability: ReliabilityTable) -> None:
    with running_server(database_url=url, port=0) as server:
        results = fuzz_in_parallel(server)
        assert server.stop() == 0
    log = read_log(server, "request")
    cases = sum(one["cases"] for one in results)
    wrong = [failure for one in results for failure in one["failures"]] + log.strange
    slowest = max(one["slowest"] for one in results)
    database = "SQLite" if sqlite_file(url) else "PostgreSQL"
    reliability.record("Schemathesis", database, f"{cases:,} requests", failures=len(wrong), slowest=slowest)
    assert wrong == []
    # The server's own count says the same, with what was asked for the contract itself.
    assert CASES <= cases <= log.counts["request"] <= 1.05 * cases
