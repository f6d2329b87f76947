"""Copies of the real content and of the tiny world, each made once and served by nginx."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.cli.gutbone import quickly, serving
from tests.twin.hosting import Forwarded, hosted
from tests.twin.questions import Pair


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
    with hosted(real_copy) as address, closing(Forwarded(address)) as app:
        yield app


@pytest.fixture(scope="session")
def world_copy(world_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tiny world."""
    return copied(world_engine, tmp_path_factory.mktemp("world-copy") / "copy")


@pytest.fixture(scope="session")
def pair(world_engine: Engine, world_copy: Path) -> Iterator[Pair]:
    """Return the API and its copy, both over the network, with the tiny world."""
    url = world_engine.url.render_as_string()
    with (
        serving(database_url=url, port=0, access_log="false") as server,
        hosted(world_copy) as address,
        Pair(server.address, address) as pair,
    ):
        yield pair
