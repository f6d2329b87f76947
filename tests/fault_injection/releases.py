"""Successive releases of the sample content, and the expected responses of each."""

import asyncio
import shutil
from hashlib import sha256
from pathlib import Path

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.config import Settings
from app.main import create_app
from app.server.state.release_holder import ReleaseHolder
from tests.conftest import make_client
from tests.content.invalid_content import edit
from tests.fault_injection.polling_clients import PATHS
from tests.fixtures.cli import SAMPLE_CONTENT, run_cli
from tests.fixtures.databases import execute, open_engine

FIRST = "Made-up term without a source."


def content_of(folder: Path, number: int) -> Path:
    """Return the sample content with one sentence that contains the number; 0 is the original."""
    if number == 0:
        return SAMPLE_CONTENT
    copied = Path(shutil.copytree(SAMPLE_CONTENT, folder / f"content-{number}"))
    edit("terms/regolith.yaml", FIRST, f"Made-up term, edition {number}.")(copied)
    return copied


def load(url: str, content: Path, *options: str) -> None:
    """Load content into a database."""
    result = run_cli("load", *options, database_url=url, content_dir=content)
    assert result.code == 0, result.err


def database_release(url: str) -> str:
    """Return the release that a database holds."""
    release: str = execute(url, "SELECT release FROM current_release")[0][0]
    return release


def expected_digests(url: str) -> tuple[str, dict[str, str]]:
    """Return the release that a database holds, and the digest of what must be answered by path."""
    return asyncio.run(_expected_digests(url))


async def _expected_digests(url: str) -> tuple[str, dict[str, str]]:
    with open_engine(url) as engine:
        catalog = read_catalog(engine, KINDS)
        app = create_app(Settings(access_log=False), ReleaseHolder(catalog, 0), engine)
        async with make_client(app) as client:
            asked = {"Accept-Encoding": "identity"}
            bodies = {path: (await client.get(path, headers=asked)).content for path in PATHS}
    return catalog.release, {path: sha256(body).hexdigest() for path, body in bodies.items()}
