"""Start-up: seconds to the first 200, memory then and after use, and what both are made of."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median

from benchmarks.machine import ROOT
from benchmarks.processes import NO_PROXY, Running, environment, resident_kb

EVERY_ROUTE = (
    "/v1/food-sources",
    "/v1/claims",
    "/v1/sources?limit=100",
    "/v1/food-sources?diet=vegan&free_from=soy",
    "/v1/search?q=kefir",
    "/v1/suggest?q=kef",
    "/v1/plan",
    "/v1/graph",
    "/v1/graph.graphml",
    "/v1/graph.dot",
    "/v1/graph.cyjs",
    "/v1/paths?from=food-sources/kefir&to=outcomes/bone-loss",
    "/v1/citations?items=food-sources/kefir",
    "/v1/citations.bib?items=food-sources/kefir",
    "/v1/claims/gut-bone-axis/evidence.svg",
    "/v1/guide",
    "/v1/facets",
    "/v1/releases",
    "/v1/bundle",
    "/openapi.json",
    "/docs",
    "/docs/cookbook",
    "/",
    "/food-sources/kefir",
    "/search?q=kefir",
    "/plan",
    "/check",
    "/map",
)
"""One request of each sort: afterwards all that is computed once per release is in memory."""

LARGEST_IMPORTS = 10


@dataclass(frozen=True)
class Start:
    """Seconds to the first 200, and MB then and after use, resident and private."""

    seconds: list[float]
    megabytes: float
    private: float
    used_megabytes: float

    @property
    def median(self) -> float:
        """Return the median of the seconds."""
        return median(self.seconds)


def measure_start(
    server: Callable[[], AbstractContextManager[Running]], rounds: int, used: tuple[str, ...]
) -> Start:
    """Start a server several times; a first start, not counted, fills the caches of the system."""
    seconds: list[float] = []
    with server():
        pass
    for _ in range(rounds):
        with server() as running:
            seconds.append(running.seconds)
            started = resident_kb(running.pid)
            for path in used:
                with NO_PROXY.open(running.address + path) as response:
                    response.read()
            after = resident_kb(running.pid)
    return Start(seconds, started["rss"] / 1000, started["private"] / 1000, after["rss"] / 1000)


def import_times(statement: str) -> list[tuple[str, float]]:
    """Return the packages that take longest to import for a statement, with milliseconds."""
    command = [sys.executable, "-X", "importtime", "-c", f"import gc; gc.disable(); {statement}"]
    result = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    times: Counter[str] = Counter()
    for line in result.stderr.splitlines():
        own, _, name = line.removeprefix("import time:").strip().replace("|", " ").partition(" ")
        if own.isdecimal():
            times[_package(name.split()[-1])] += int(own)
    return [(package, micros / 1000) for package, micros in times.most_common(LARGEST_IMPORTS)]


def _package(module: str) -> str:
    return ".".join(module.split(".")[: 2 if module.startswith("app.") else 1])


def startup_phases(database: str) -> list[tuple[str, float, float]]:
    """Return the phases of a start with milliseconds and the resident MB after each."""
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks.startup_phases"],
        cwd=ROOT,
        env=environment({"database_url": database}),
        capture_output=True,
        text=True,
        check=True,
    )
    return [(name, millis, megabytes) for name, millis, megabytes in json.loads(result.stdout)]
