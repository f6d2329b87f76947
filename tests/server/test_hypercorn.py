"""Under Hypercorn: the same statuses, headers and bytes."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest
from hypercorn.asyncio import serve
from hypercorn.config import Config
from starlette.types import ASGIApp

from tests.fixtures.cli import loaded_database_url, running_server

pytestmark = pytest.mark.full_suite

REQUESTS: list[tuple[str, str, dict[str, str]]] = [
    (method, path, {"Accept-Encoding": encoding, **fields})
    for method in ("GET", "HEAD")
    for path in (
        "/v1/food-sources",
        "/v1/food-sources/dew-tea",
        "/v1/claims?limit=1",
        "/v1/bundle",
        "/nope",
        "/v1/terms?x=1",
    )
    for encoding in ("br", "zstd", "gzip", "identity")
    for fields in ({}, {"If-None-Match": "*"}, {"Accept": "text/html"})
]
OF_THE_SERVER = {"date", "request-id", "connection", "transfer-encoding"}


@pytest.fixture
async def address(sample_app: ASGIApp) -> AsyncIterator[str]:
    """Return the address of the sample content's application under Hypercorn."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    config, result = Config(), asyncio.Event()
    config.bind, config.include_server_header = [f"127.0.0.1:{port}"], False
    app = cast("Any", sample_app)
    task = asyncio.create_task(serve(app, config, shutdown_trigger=result.wait, mode="asgi"))
    while not task.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            break
    yield f"http://127.0.0.1:{port}"
    result.set()
    await task


async def answered(client: httpx.AsyncClient) -> list[tuple[int, dict[str, str], bytes]]:
    """Return status, lasting headers and raw bytes of every answer, asked twice: cold, then ready."""
    found = []
    for method, path, fields in REQUESTS * 2:
        async with client.stream(method, path, headers=fields) as response:
            body = b"".join([chunk async for chunk in response.aiter_raw()])
        request_id = response.headers["request-id"].encode()
        lasting = {name: value for name, value in response.headers.items() if name not in OF_THE_SERVER}
        found.append((response.status_code, lasting, body.replace(request_id, b"")))
    return found


async def test_hypercorn_gives_the_same_answers(
    address: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = loaded_database_url(tmp_path_factory.mktemp("other") / "gutbone.db")
    with running_server(database_url=url, port=0, access_log="false") as ours:
        async with (
            httpx.AsyncClient(base_url=address) as theirs,
            httpx.AsyncClient(base_url=ours.address) as own,
        ):
            assert await answered(theirs) == await answered(own)
