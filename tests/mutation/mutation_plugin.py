"""A pytest plugin that runs tests against mutants, each in a forked process.

`pytest -p tests.mutation.mutation_plugin --mutants <file> --verdicts <file>` first runs every test once and
records its duration and the functions it reaches. It then runs, for each mutant, the tests that reach the
mutated function, until one fails. Each line of the first file begins with the name of a mutant; its verdict
and that line are appended to the second file at once, so that an interrupted run loses no verdict.

The loaded content, which no mutant can change, is inherited from the first process. Values that the core
computes from it and memoizes are not: each mutant computes them again.
"""

import gc
import os
import resource
import signal
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings
from mutmut.mutation import trampoline

from app.catalog.catalog import Catalog
from tests.mutation.coverage_plugin import TestReach, items_with_next, record_coverage
from tests.mutation.memoize_reset import clear_all

LOADED = {"content", "engine", "catalog", "sample_engine", "sample_catalog"}
"""Fixtures that hold content, loaded once."""

AT_LEAST_S, LONGER, WAITING = 10, 4, 12
"""Seconds that a mutant may work, and so many times what its tests took on top; by the clock so many times
that, as other work may keep the machine."""

AT_ONCE = 2
"""Mutants at work at the same time."""

VERDICTS = {0: "survived", 1: "killed", -signal.SIGXCPU: "timeout", -signal.SIGALRM: "timeout"}
"""By the exit code of its process; whatever else ends one, the tests saw it."""

kept: dict[str, Any] = {}

settings.register_profile(
    "mutants",
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for the file of mutants and the file of verdicts."""
    parser.addoption("--mutants", type=Path, required=True, help="names of mutants, one a line")
    parser.addoption("--verdicts", type=Path, required=True, help="where verdicts are added")


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Any:
    """Return the value of an earlier set-up, a catalog with cleared caches; None sets the fixture up."""
    value = kept.get(fixturedef.argname)
    if isinstance(value, Catalog):
        value = replace(value)
    if value is not None:
        fixturedef.cached_result = (value, None, None)
    return value


def pytest_fixture_post_finalizer(fixturedef: pytest.FixtureDef[Any]) -> None:
    """Keep the value of a fixture."""
    if fixturedef.argname in LOADED and fixturedef.cached_result:
        kept.setdefault(fixturedef.argname, fixturedef.cached_result[0])


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run the tests without a mutant, which must pass, then the mutants."""
    reached = record_coverage(session)
    if session.testsfailed:
        pytest.exit("the tests fail without a mutant", 1)
    # What a process begins with is left alone: to collect it would copy every page of it.
    gc.freeze()
    everything = TestReach(reached.seconds, {"": dict.fromkeys(session.items)})
    if list(run_mutants(session, [""], everything)) != [("", "survived")]:
        pytest.exit("the tests fail without a mutant in a process of their own", 1)
    named, said = (session.config.getoption(name) for name in ("--mutants", "--verdicts"))
    lines = {line.split()[0]: line for line in named.read_text("utf-8").splitlines()}
    with said.open("a", encoding="utf-8", buffering=1) as verdicts:
        for mutant, verdict in run_mutants(session, lines, reached):
            verdicts.write(f"{verdict} {lines[mutant]}\n")
    return True


def run_mutants(
    session: pytest.Session, mutants: Iterable[str], reached: TestReach
) -> Iterator[tuple[str, str]]:
    """Yield each mutant with its verdict; two run at a time."""
    at_work: dict[int, str] = {}
    for mutant in mutants:
        items = reached.of(mutant)
        if not items:
            yield mutant, "unreached"
            continue
        if len(at_work) == AT_ONCE:
            yield wait_for_one(at_work)
        child = os.fork()
        if child == 0:
            run_mutant(session, mutant, items, AT_LEAST_S + ceil(LONGER * reached.total(items)))
        at_work[child] = mutant
    while at_work:
        yield wait_for_one(at_work)


def wait_for_one(at_work: dict[int, str]) -> tuple[str, str]:
    """Wait until a running mutant has ended; return it and its verdict."""
    child, status = os.wait()
    return at_work.pop(child), VERDICTS.get(os.waitstatus_to_exitcode(status), "killed")


def run_mutant(session: pytest.Session, mutant: str, items: list[pytest.Item], seconds: int) -> NoReturn:
    """Run tests against a mutant until one fails, and exit with the verdict."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    signal.alarm(WAITING * seconds)
    plugins = session.config.pluginmanager
    plugins.unregister(plugins.get_plugin("terminalreporter"))
    failed = True
    try:
        trampoline.set_mutant_under_test(mutant)
        clear_all()
        for item, following in items_with_next(items):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                break
        failed = bool(session.testsfailed)
    finally:
        os._exit(int(failed))
