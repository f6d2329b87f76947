"""A response is counted before it is sent."""

import asyncio
import socket

import pytest
import uvicorn
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.config import Settings
from app.main import create_app
from app.server.metrics.recorder import MetricsRecorder, shared_metrics
from app.server.state.release_holder import ReleaseHolder
from app.server.wire.fast_path_protocol import FastPathProtocol
from app.server.wire.hardened_protocol import HardenedProtocol

pytestmark = pytest.mark.full_suite

ASKED = {
    "worked out": b"GET /v1/terms",
    "ready": b"GET /v1/terms",
    "without its body": b"HEAD /v1/terms",
    "not found": b"GET /v1/terms/nope",
    "too long": b"GET /" + b"x" * 9000,
}


class ResponseWatcher(MetricsRecorder):
    """Notes, for each answer that is counted, whether its client had something of it already."""

    def watch(self, client: socket.socket) -> None:
        self.client = client
        self.seen: list[bool] = []

    def count(self, path: str, status: int, seconds: float | None, *, cache_hit: bool) -> None:
        super().count(path, status, seconds, cache_hit=cache_hit)
        try:
            self.client.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            self.seen.append(False)
        else:
            self.seen.append(True)


@pytest.mark.parametrize("protocol", [FastPathProtocol, HardenedProtocol])
async def test_metrics_count_a_response_before_it_is_sent(
    protocol: type[HardenedProtocol], catalog: Catalog, engine: Engine
) -> None:
    settings = Settings(access_log=False)
    recorder = ResponseWatcher(shared_metrics(1), 0)
    app = create_app(settings, ReleaseHolder(catalog, settings.cache_bytes), engine, recorder)
    server = uvicorn.Server(uvicorn.Config(app, http=protocol, ws="none", log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        with socket.create_connection(listener.getsockname()) as client:
            client.settimeout(0)
            recorder.watch(client)
            for number, asked in enumerate(ASKED.values(), 1):
                await answer(client, asked)
                assert len(recorder.seen) == number
        server.should_exit = True
        await serving
    assert dict(zip(ASKED, recorder.seen, strict=True)) == dict.fromkeys(ASKED, False)


async def answer(client: socket.socket, asked: bytes) -> None:
    """Ask, and read until nothing more comes."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(client, asked + b" HTTP/1.1\r\nHost: a\r\n\r\n")
    patience = 10.0
    try:
        while await asyncio.wait_for(loop.sock_recv(client, 1 << 20), patience):
            patience = 0.2
    except TimeoutError:
        assert patience < 1
