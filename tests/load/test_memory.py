"""A replaced release is freed, with everything computed from it."""

import asyncio
import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.config import Settings
from app.main import create_app
from app.server.state.release_holder import ReleaseHolder
from tests.conftest import make_client
from tests.fault_injection.polling_clients import PATHS
from tests.fixtures.cli import loaded_database_url
from tests.fixtures.databases import catalog_of, open_engine

ASKED = (
    *PATHS,
    "/v1/food-sources?diet=vegan",
    "/v1/graph",
    "/v1/plan?days=2",
    "/v1/changes?since=nothing",
    "/v1/citations?items=claims/milk-and-craters",
    "/v1/claims/milk-and-craters/evidence",
    "/v1/facets",
    "/v1/search?q=milk",
    "/v1/suggest?q=mi",
    "/v1/paths?from=food-sources/moon-milk&to=outcomes/craters",
    "/openapi.json",
    "/",
    "/food-sources/moon-milk",
    "/health/ready",
)


async def serve_one_after_another(url: str, times: int) -> list[weakref.ref[Catalog]]:
    """Serve a new catalog each time and ask everything of it; return a reference to each."""
    seen: list[weakref.ref[Catalog]] = []
    with open_engine(url) as engine:
        current = ReleaseHolder(catalog_of(url), 1 << 20)
        async with make_client(create_app(Settings(access_log=False), current, engine)) as client:
            for _ in range(times):
                for path in ASKED:
                    await client.get(path)
                await client.post("/v1/check", json={"items": ["moon-milk"], "medicines": ["warfarin"]})
                seen.append(weakref.ref(current.current.catalog))
                current.replace(catalog_of(url))
            served = weakref.ref(current.current.catalog)
            assert served() is not None
            return [one for one in seen if one() is not None]


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Keep the garbage collector away: it pauses every answer, and does not look at what a start made."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_replaced_release_is_freed_at_once(tmp_path: Path) -> None:
    assert asyncio.run(serve_one_after_another(loaded_database_url(tmp_path / "gutbone.db"), times=6)) == []
