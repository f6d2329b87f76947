"""A connection in memory: a protocol class with the real application, without sockets, packet by packet."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.lifespan.on import LifespanOn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from tests.fixtures.deadlines import scaled

PATIENCE = 60.0
"""Seconds until a connection that the server does not end has failed."""
CHANGING = re.compile(rb'(date: |request-id: |"request_id":")([^\r"]*)')


class _Socket:
    """What a protocol class asks the socket of a connection for."""

    family = socket.AF_INET

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", 80

    def getpeername(self) -> tuple[str, int]:
        return "127.0.0.1", 1

    def setsockopt(self, *_option: object) -> None:
        pass

    def fileno(self) -> int:
        return -1


class MemoryTransport(asyncio.Transport):
    """Keeps what is written; the client reads everything at once."""

    def __init__(self) -> None:
        super().__init__()
        self.protocol: Any = None
        self.output = bytearray()
        self.ended = asyncio.Event()
        self.reading = asyncio.Event()
        self.reading.set()
        self._closing = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing:
            self.output += data

    def writelines(self, list_of_data: Any) -> None:
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self.ended.set()
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)

    abort = close

    def write_eof(self) -> None:
        self.ended.set()

    def can_write_eof(self) -> bool:
        return True

    def is_closing(self) -> bool:
        return self._closing

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        self.reading.clear()

    def resume_reading(self) -> None:
        self.reading.set()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return _Socket() if name == "socket" else default


@dataclass
class Endpoint:
    """An application under one protocol class."""

    config: uvicorn.Config
    state: ServerState
    app_state: dict[str, Any]
    protocol_class: type[HttpToolsProtocol]

    async def exchange(self, pieces: Sequence[bytes], *, half_close: bool) -> bytes:
        """Send pieces, one packet each; return what came back when the server had ended the connection.

        Raises TimeoutError when the server does not end it.
        """
        transport = MemoryTransport()
        protocol: Any = self.protocol_class(self.config, self.state, self.app_state)
        transport.protocol = protocol
        protocol.connection_made(transport)
        try:
            async with asyncio.timeout(scaled(PATIENCE)):
                for piece in pieces:
                    if not await _may_send(transport):
                        break
                    protocol.data_received(piece)
                    await asyncio.sleep(0)
                if half_close and await _may_send(transport) and not protocol.eof_received():
                    transport.close()
                await transport.ended.wait()
        finally:
            transport.close()
            await asyncio.sleep(0)
        received = bytes(transport.output)
        # Of the same length: the length of a response is in its header.
        return CHANGING.sub(lambda found: found[1] + b"0" * len(found[2]), received)


async def _may_send(transport: MemoryTransport) -> bool:
    """Wait until the server reads; return False when it has ended the connection instead."""
    while not (transport.reading.is_set() or transport.is_closing()):
        waits = [asyncio.ensure_future(one.wait()) for one in (transport.reading, transport.ended)]
        _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in pending:
            wait.cancel()
        if transport.ended.is_set():
            return False
    return not transport.is_closing()


@asynccontextmanager
async def endpoints_of(app: ASGIApp, *classes: type[HttpToolsProtocol]) -> AsyncIterator[list[Endpoint]]:
    """Run an application; yield it under each protocol class. All share its cache of responses."""
    config = uvicorn.Config(
        app, ws="none", proxy_headers=False, access_log=False, log_config=None, log_level="critical"
    )
    config.load()
    lifespan = LifespanOn(config)
    await lifespan.startup()
    try:
        yield [Endpoint(config, ServerState(), lifespan.state, one) for one in classes]
    finally:
        await lifespan.shutdown()
