"""The record of what the torture suite saw."""

from collections.abc import Iterator

import pytest

from tests.machines.reliability import Reliability


@pytest.fixture(scope="session")
def reliability(request: pytest.FixtureRequest) -> Iterator[Reliability]:
    """Return the record; when the torture suite ran, it is written at the end."""
    kept = Reliability("make torture")
    yield kept
    if kept.rows and "torture" in request.config.option.markexpr:
        kept.keep()
