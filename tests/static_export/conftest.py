"""Copies of the real content and of the tiny world, each made once and served by nginx."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.fixtures.cli import quickly, serving
from tests.static_export.hosting import Forwarded, hosted
from tests.static_export.questions import Pair


def copied(engine: Engine, folder: Path) -> Path:
    """Return a copy of what a database holds."""
    ended = quickly("export", str(folder), database_url=engine.url.render_as_string())
    assert ended.code == 0, ended.err
    return folder


@pytest.fixture(scope="session")
def real_copy(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the real content."""
    return copied(engine, tmp_path_factory.mktemp("real-copy") / "copy")


@pytest.fixture(scope="session")
def app(real_copy: Path) -> Iterator[Forwarded]:
    """Stand in for the application with the real content: nginx with its copy answers."""
    with hosted(real_copy) as address:
        yield Forwarded(address)


@pytest.fixture(scope="session")
def world_copy(sample_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tiny world."""
    return copied(sample_engine, tmp_path_factory.mktemp("world-copy") / "copy")


@pytest.fixture(scope="session")
def both(sample_engine: Engine, world_copy: Path) -> Iterator[tuple[str, str]]:
    """Return the addresses of the API and of its copy, with the tiny world."""
    url = sample_engine.url.render_as_string()
    with (
        serving(database_url=url, port=0, access_log="false") as server,
        hosted(world_copy) as address,
    ):
        yield server.address, address


@pytest.fixture
def pair(both: tuple[str, str]) -> Iterator[Pair]:
    """Return the API and its copy, each on a new connection."""
    with Pair(*both) as pair:
        yield pair
