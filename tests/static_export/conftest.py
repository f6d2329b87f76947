"""Exports of the real content and of the sample content, each made once and served by nginx."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.fixtures.cli import run_cli, running_server
from tests.static_export.comparison import ServerPair
from tests.static_export.nginx_server import run_nginx


def export(engine: Engine, folder: Path) -> Path:
    """Return an export of the content of a database."""
    result = run_cli("export", str(folder), database_url=engine.url.render_as_string())
    assert result.code == 0, result.err
    return folder


@pytest.fixture(scope="session")
def real_export(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the real content."""
    return export(engine, tmp_path_factory.mktemp("real-export") / "copy")


@pytest.fixture(scope="session")
def sample_export(sample_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the sample content."""
    return export(sample_engine, tmp_path_factory.mktemp("sample-export") / "copy")


@pytest.fixture(scope="session")
def base_urls(sample_engine: Engine, sample_export: Path) -> Iterator[tuple[str, str]]:
    """Return the base URLs of the API and of nginx, both with the sample content."""
    url = sample_engine.url.render_as_string()
    with (
        running_server(database_url=url, port=0, access_log="false") as server,
        run_nginx(sample_export) as nginx_url,
    ):
        yield server.address, nginx_url


@pytest.fixture
def servers(base_urls: tuple[str, str]) -> Iterator[ServerPair]:
    """Return the API and nginx, each on a new connection."""
    with ServerPair(*base_urls) as servers:
        yield servers
