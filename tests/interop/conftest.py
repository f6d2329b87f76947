"""A server with the real content, for third-party tools."""

from collections.abc import Iterator

import pytest

from tests.fixtures.cli import ROOT, loaded_database_url, running_server


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with the real content."""
    url = loaded_database_url(tmp_path_factory.mktemp("served") / "gutbone.db", ROOT / "seed_data")
    with running_server(database_url=url, port=0, access_log="false") as server:
        yield server.address
