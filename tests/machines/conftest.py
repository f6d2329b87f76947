"""The record of what the torture suite saw."""

from collections.abc import Iterator

import pytest

from tests.machines.reliability import Reliability


@pytest.fixture(scope="session")
def reliability(request: pytest.FixtureRequest) -> Iterator[Reliability]:
    """Return the record; when the torture suite or the soak ran, it is written at the end."""
    asked = str(request.config.option.markexpr)
    kept = Reliability("make soak" if asked == "soak" else "make torture")
    yield kept
    if kept.rows and ("torture" in asked or asked == "soak"):
        kept.keep()
