"""Record which tests reach which functions, and their durations, in a run without mutants."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from time import process_time

import pytest
from mutmut.mutation import trampoline

from tests.mutation.memoize_reset import clear_all, clear_catalogs


@dataclass
class TestReach:
    """Durations of the tests in seconds, and the tests that reach each function."""

    seconds: dict[pytest.Item, float] = field(default_factory=dict)
    tests: dict[str, dict[pytest.Item, None]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, mutant: str) -> list[pytest.Item]:
        """Return the tests that reach the function of a mutant, by file, fastest first."""
        found = self.tests.get(mutant.partition("__mutmut_")[0], {})
        files = [list(items) for _, items in groupby(found, key=lambda item: item.path)]
        files.sort(key=self.total)
        return [item for items in files for item in sorted(items, key=self.seconds.__getitem__)]

    def total(self, items: list[pytest.Item]) -> float:
        """Return the total duration of tests in seconds."""
        return sum(self.seconds[item] for item in items)


class Hits:
    """The functions that a test reaches, and those that its fixtures reach."""

    def __init__(self) -> None:
        """Start empty."""
        self.all: set[str] = set()
        self.prepared: set[str] = set()

    def note(self, function: str, *_: object, **_caller: object) -> None:
        """Record a call; mutmut calls this in every mutated function."""
        self.all.add(function)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self) -> None:
        """Attribute what was reached before the test to its fixtures."""
        self.prepared = set(self.all)

    def clear(self) -> None:
        """Clear the record."""
        self.all.clear()
        self.prepared.clear()


def record_coverage(session: pytest.Session) -> TestReach:
    """Run every test without values memoized by other tests.

    What fixtures reach is reached by every test of the file, as tests share fixtures.
    """
    reached, hits, files = TestReach(), Hits(), defaultdict[Path, list[pytest.Item]](list)
    for item in session.items:
        files[item.path].append(item)
    session.config.pluginmanager.register(hits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trampoline, "record_trampoline_hit", hits.note)
        trampoline.set_mutant_under_test("stats")
        for item, following in without_shared_caches(session.items):
            began = process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            reached.seconds[item] = process_time() - began
            for name in hits.all:
                reached.tests[name] |= dict.fromkeys(files[item.path] if name in hits.prepared else [item])
            hits.clear()
    session.config.pluginmanager.unregister(hits)
    return reached


def without_shared_caches(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Yield each test after clearing the features' caches, and the catalogs' between files."""
    file = function = ""
    for item, following in items_with_next(items):
        if function != item.nodeid.partition("[")[0]:
            clear_all()
        if file != item.nodeid.partition("::")[0]:
            clear_catalogs()
        file, function = item.nodeid.partition("::")[0], item.nodeid.partition("[")[0]
        yield item, following


def items_with_next(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Yield each test with its successor, so that shared fixtures are kept."""
    return zip(items, [*items[1:], None], strict=True)
