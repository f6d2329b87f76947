"""Starting: how long until the first 200, what a process then holds, and what both are made of."""

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

USED = (
    "/v1/search?q=kefir",
    "/v1/suggest?q=kef",
    "/v1/plan",
    "/v1/graph",
    "/v1/guide",
    "/v1/facets",
    "/v1/bundle",
)
"""Whoever has answered these has worked out all that is worked out once a release."""

LARGEST = 10
ON_PATH = {"sqlalchemy", "pydantic", "fastapi", "starlette", "uvicorn"}


@dataclass(frozen=True)
class Start:
    """Seconds to the first 200, and MB held then and after use, resident and private."""

    seconds: list[float]
    megabytes: float
    private: float
    used_megabytes: float

    @property
    def median(self) -> float:
        """Return the median of the seconds."""
        return median(self.seconds)


def started(
    server: Callable[[], AbstractContextManager[Running]], rounds: int, used: tuple[str, ...]
) -> Start:
    """Start a server several times; the first time only fills the caches of the system."""
    seconds: list[float] = []
    with server():
        pass
    for _ in range(rounds):
        with server() as running:
            seconds.append(running.seconds)
            held = resident_kb(running.pid)
            for path in used:
                with NO_PROXY.open(running.address + path) as response:
                    response.read()
            after = resident_kb(running.pid)
    return Start(seconds, held["rss"] / 1000, held["private"] / 1000, after["rss"] / 1000)


def imports(statement: str) -> list[tuple[str, float]]:
    """Return the packages that take longest to import for a statement, with milliseconds."""
    command = [sys.executable, "-X", "importtime", "-c", f"import gc; gc.disable(); {statement}"]
    ended = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    spent: Counter[str] = Counter()
    for line in ended.stderr.splitlines():
        own, _, name = line.removeprefix("import time:").strip().replace("|", " ").partition(" ")
        if own.isdecimal():
            spent[_package(name.split()[-1])] += int(own)
    return [(package, micros / 1000) for package, micros in spent.most_common(LARGEST)]


def _package(module: str) -> str:
    return ".".join(module.split(".")[: 2 if module.startswith("app.") else 1])


def phases(database: str) -> list[tuple[str, float, float]]:
    """Return the phases of a start with milliseconds and the MB held after each."""
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.phases"],
        cwd=ROOT,
        env=environment({"database_url": database}),
        capture_output=True,
        text=True,
        check=True,
    )
    return [(name, took, held) for name, took, held in json.loads(ended.stdout)]
