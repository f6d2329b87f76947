"""Fuzz a running server from its OpenAPI document, and print the result as JSON.

    python -m tests.fault_injection.contract_fuzzer <address> <seed> <cases>

Each process has a seed of its own; what all would ask alike, examples and limits, only the first asks.
"""

import json
import sys
from itertools import count

import schemathesis
from schemathesis.schemas import BaseSchema

from tests.api.schemathesis_runner import CHECKS, FuzzResult, fuzz

SEED = 20261127
SLOWEST = 30
"""Seconds that no answer may take, however busy the machine."""
AT_ONCE = 50
"""Requests to an operation, before the next has its turn."""
SAME_EACH_TIME = ("examples", "coverage")


def contract(address: str, seed: int, examples: int, *left_out: str) -> BaseSchema:
    """Return the contract that a server serves, to be asked by every check there is."""
    options = {
        "seed": seed,
        "continue-on-failure": True,
        "request-timeout": 2 * SLOWEST,
        "generation": {"max-examples": examples},
        "phases": {phase: {"enabled": False} for phase in left_out},
        "checks": CHECKS | {"max_response_time": SLOWEST},
    }
    config = schemathesis.Config.from_dict(options)
    return schemathesis.openapi.from_url(f"{address}/openapi.json", config=config, timeout=60)


def fuzz_server(address: str, seed: int, cases: int) -> FuzzResult:
    """Ask at least so many times, or until something is wrong."""
    fuzzed = FuzzResult()
    for turn in count():
        left_out = SAME_EACH_TIME if turn or seed != SEED else ()
        fuzz(contract(address, seed + 1000 * turn, AT_ONCE, *left_out), fuzzed)
        if fuzzed.cases >= cases or fuzzed.failures:
            return fuzzed
    raise AssertionError


if __name__ == "__main__":
    result = fuzz_server(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    json.dump(
        {"cases": result.cases, "failures": result.failures[:50], "slowest": result.slowest}, sys.stdout
    )
