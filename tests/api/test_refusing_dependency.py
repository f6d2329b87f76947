"""A dependency that rejects requests sees every request; no cached response bypasses it."""

import asyncio
import socket
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from fastapi import Depends, HTTPException, Request
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.config import Settings
from app.main import create_api, create_app
from app.server.state.release_holder import ReleaseHolder
from app.server.wire.fast_path_protocol import FastPathProtocol
from app.server.wire.hardened_protocol import HardenedProtocol

pytestmark = pytest.mark.full_suite

PLACEHOLDERS = {
    "{slug}": "nothing",
    "{release}": "2026-01-01.1-01234567",
    "{name}": "errors",
    "{recipe}": "daily-tip",
}


async def forbid(request: Request) -> None:
    """Refuse every request but those that authenticate."""
    if "authorization" not in request.headers:
        raise HTTPException(403)


def api_paths(engine: Engine) -> list[str]:
    """Return a path for each GET route of the API."""
    paths = []
    for context in iter_route_contexts(create_api(Settings(), engine).routes):
        path = str(context.path)
        for placeholder, value in PLACEHOLDERS.items():
            path = path.replace(placeholder, value)
        if path.startswith("/v1") and "GET" in (context.methods or ()):
            paths.append(path)
    return paths


@pytest.fixture(params=[FastPathProtocol, HardenedProtocol], ids=["fast path", "no fast path"])
def protocol(request: pytest.FixtureRequest) -> type[HardenedProtocol]:
    """Return the protocol class with and without the fast path."""
    protocol: type[HardenedProtocol] = request.param
    return protocol


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Return a listening socket on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


async def test_refusing_dependency_gives_403_cold_and_warm(
    catalog: Catalog, engine: Engine, protocol: type[HardenedProtocol], listener: socket.socket
) -> None:
    settings = Settings(access_log=False)
    app = create_app(
        settings, ReleaseHolder(catalog, settings.cache_bytes), engine, dependencies=[Depends(forbid)]
    )
    server = uvicorn.Server(uvicorn.Config(app, http=protocol, ws="none", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    paths = api_paths(engine)
    assert len(paths) > 45
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        # The bundle is prewarmed after a second; it must not be cached either.
        await asyncio.sleep(1.5)
        for path in paths:
            assert (await client.get(path)).status_code == 403, path
            admitted = await client.get(path, headers={"Authorization": "Bearer token"})
            assert admitted.status_code != 403, path
            for _ in range(2):
                assert (await client.get(path)).status_code == 403, path
        assert (await client.post("/v1/check", json={"items": ["kefir"]})).status_code == 403
    server.should_exit = True
    await serving
