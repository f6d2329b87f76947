"""The bundle is computed before the first request, after a start and after each release."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from app.api.bundle import PATH
from app.catalog.catalog import Catalog
from app.config import Settings
from app.core.background_tasks import background_task
from app.db.engine import make_engine
from app.features.bundle import snapshot_of
from app.main import PREWARMED_PATHS, create_api
from app.server.middleware.response_cache_middleware import ResponseCacheMiddleware
from app.server.state import prewarm
from app.server.state.release_holder import ReleaseHolder
from tests.fault_injection.releases import content_of, database_release, load
from tests.fixtures.cli import loaded_database_url
from tests.fixtures.databases import catalog_of
from tests.server.metrics_scraper import server_with_metrics

pytestmark = pytest.mark.full_suite

ROOM = 1 << 20
Value = TypeVar("Value")


async def until(holds: Callable[[], Value | None]) -> Value:
    """Wait until something is there; return it."""
    for _ in range(1000):
        if value := holds():
            return value
        await asyncio.sleep(0.01)
    raise TimeoutError


async def bundle_in(current: ReleaseHolder) -> bytes:
    """Wait for the bundle of what is served; return its body."""
    return (await until(lambda: current.current.cache.get(PATH.encode()))).variant("identity").ok.body


def prewarming(release_holder: ReleaseHolder) -> Coroutine[Any, Any, None]:
    """Return a prewarm of the bundle for an application that serves a catalog."""
    app = ResponseCacheMiddleware(create_api(Settings(), make_engine("sqlite://")), release_holder)
    return prewarm.prewarm(app, release_holder, [PATH])


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it look for another release all the time."""
    monkeypatch.setattr(prewarm, "CHECK_INTERVAL", 0.01)


@pytest.fixture
def another(tmp_path: Path) -> Catalog:
    """Return the catalog of another release of the sample content."""
    url = loaded_database_url(tmp_path / "other.db")
    load(url, content_of(tmp_path, 1))
    return catalog_of(url)


def test_bundle_is_prewarmed_after_start_and_release(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db")
    with server_with_metrics(database_url=url, refresh_interval=1) as figures:
        figures.wait_for("gutbone_cached_responses", lambda found: found["0",] == len(PREWARMED_PATHS))
        first = figures.samples("gutbone_cache_bytes")["0",]
        load(url, content_of(tmp_path, 1))
        figures.wait_for("gutbone_release_info", lambda found: (database_release(url), "0") in found)
        figures.wait_for("gutbone_cached_responses", lambda found: found["0",] == len(PREWARMED_PATHS))
        answer = httpx.get(figures.server.address + PATH, trust_env=False)
        figures.wait_for("gutbone_cache_bytes", lambda found: found["0",] > first)
        assert answer.headers["gutbone-release"] == answer.json()["data"]["release"] == database_release(url)
        assert figures.samples("gutbone_cached_responses")["0",] == len(PREWARMED_PATHS)


@pytest.mark.usefixtures("at_once")
async def test_prewarmed_bundle_equals_application_answer(
    sample_client: httpx.AsyncClient, sample_catalog: Catalog, another: Catalog
) -> None:
    current = ReleaseHolder(sample_catalog, ROOM)
    async with background_task(prewarming(current)):
        first = await bundle_in(current)
        current.replace(another)
        second = await bundle_in(current)
    asked = await sample_client.get(PATH, headers={"Accept-Encoding": "identity"})
    assert first == asked.content
    assert second != first


@pytest.mark.usefixtures("at_once")
async def test_bundle_too_large_for_cache_is_not_prewarmed(another: Catalog) -> None:
    async with background_task(prewarming(ReleaseHolder(another, 1000))):
        await asyncio.sleep(0.3)
    assert snapshot_of.cached_value(another) is None


@pytest.mark.usefixtures("at_once")
async def test_prewarm_failure_is_logged_and_next_release_is_prewarmed(
    sample_catalog: Catalog, another: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    current = ReleaseHolder(replace(sample_catalog, disclaimer={}), ROOM)
    async with background_task(prewarming(current)):
        await until(lambda: "prewarm failed" in caplog.text)
        current.replace(another)
        assert await bundle_in(current)
