"""Releases of the tiny world, one after the other, and what a server must answer of each."""

import asyncio
import shutil
from hashlib import sha256
from pathlib import Path

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.config import Settings
from app.main import create_app
from app.server.state.catalog_state import CatalogState
from tests.conftest import client_of
from tests.content.broken import edit
from tests.fault_injection.polling_clients import PATHS
from tests.fixtures.cli import SAMPLE_CONTENT, quickly
from tests.fixtures.databases import engine_on, execute

FIRST = "Made-up term without a source."


def content_of(folder: Path, number: int) -> Path:
    """Return a copy of the tiny world with one sentence that no other number has; 0 is the world itself."""
    if number == 0:
        return SAMPLE_CONTENT
    copied = Path(shutil.copytree(SAMPLE_CONTENT, folder / f"content-{number}"))
    edit("terms/regolith.yaml", FIRST, f"Made-up term, edition {number}.")(copied)
    return copied


def load(url: str, content: Path) -> None:
    """Load content into a database."""
    ended = quickly("load", database_url=url, content_dir=content)
    assert ended.code == 0, ended.err


def held(url: str) -> str:
    """Return the release that a database holds."""
    release: str = execute(url, "SELECT release FROM current_release")[0][0]
    return release


def expected_of(url: str) -> tuple[str, dict[str, str]]:
    """Return the release that a database holds, and the digest of what must be answered by path."""
    return asyncio.run(_expected_of(url))


async def _expected_of(url: str) -> tuple[str, dict[str, str]]:
    with engine_on(url) as engine:
        catalog = read_catalog(engine, KINDS)
        app = create_app(Settings(access_log=False), CatalogState(catalog, 0), engine)
        async with client_of(app) as client:
            asked = {"Accept-Encoding": "identity"}
            bodies = {path: (await client.get(path, headers=asked)).content for path in PATHS}
    return catalog.release, {path: sha256(body).hexdigest() for path, body in bodies.items()}
