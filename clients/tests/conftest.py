"""Fixtures: the generated clients from `make clients`, and a running server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.cli import ROOT, loaded_database_url, running_server
from tests.fixtures.postgres import free_port

BUILT = ROOT / "build" / "clients"


@pytest.fixture(scope="session")
def built() -> Path:
    """Return the folder of the generated clients."""
    for name in ("sync", "kit"):
        assert (BUILT / name / "dist").is_dir(), "run `make client-sync client-kit client-python` first"
    return BUILT


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with the real content."""
    url = loaded_database_url(tmp_path_factory.mktemp("served") / "gutbone.db", ROOT / "seed_data")
    port = free_port()
    with running_server(database_url=url, port=port, access_log="false"):
        yield f"http://127.0.0.1:{port}"
