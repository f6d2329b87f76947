"""Clients that hold connections open: slow headers, slow bodies, unread responses.

    python -m tests.load.slow_clients <port> <number>

It opens the connections, holds them until it is told to end (SIGTERM), and prints what became of
each, as JSON.
"""

import asyncio
import json
import os
import socket
import sys
import time
from dataclasses import asdict, dataclass
from typing import cast

import uvloop

from app.cli.file_limits import raise_file_limit
from tests.load.raw_client import sigterm_event
from tests.load.request_bytes import HOST, get, post

OPENINGS = {
    "headers": b"GET /v1/terms HTTP/1.1\r\n" + HOST + b"X-Slow: ",
    "body": post("/v1/check", "x" * 9000)[:200],
    "reading": get("/v1/bundle"),
}
"""What each kind of slow client sends at once; the first two go on with one byte a second."""
BATCH_SIZE = 50
"""Connections that are opened together: a server lets no more wait than its backlog."""


@dataclass
class SlowConnection:
    """A connection: its kind, its local port, when it was opened (monotonic), and the status received."""

    kind: str
    port: int = 0
    opened: float = 0.0
    status: int = 0


class SlowClient(asyncio.Protocol):
    """A slow client; it closes when it receives a response."""

    def __init__(self, kind: str) -> None:
        self.connection = SlowConnection(kind)
        self.gone = asyncio.Event()
        self._next_byte: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.connection.port = transport.get_extra_info("sockname")[1]
        self.connection.opened = time.monotonic()
        self.transport.write(OPENINGS[self.connection.kind])
        if self.connection.kind == "reading":
            self.transport.pause_reading()
        else:
            self._next_byte = asyncio.get_running_loop().call_later(1, self._send_one)

    def data_received(self, data: bytes) -> None:
        self.connection.status = self.connection.status or int(data[9:12])

    def connection_lost(self, _exc: Exception | None) -> None:
        self.gone.set()
        if self._next_byte:
            self._next_byte.cancel()

    def _send_one(self) -> None:
        self.transport.write(b" ")
        self._next_byte = asyncio.get_running_loop().call_later(1, self._send_one)


async def opened(port: int, kind: str) -> SlowClient:
    """Open a slow connection with a small receive buffer."""
    connection = socket.socket()
    connection.settimeout(0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, ("127.0.0.1", port))
    return (await loop.create_connection(lambda: SlowClient(kind), sock=connection))[1]


async def main(port: int, number: int) -> list[SlowConnection]:
    """Hold connections open, a third of each kind."""
    raise_file_limit(number)
    kinds = [list(OPENINGS)[place % len(OPENINGS)] for place in range(number)]
    clients: list[SlowClient] = []
    for place in range(0, number, BATCH_SIZE):
        clients += await asyncio.gather(*(opened(port, kind) for kind in kinds[place : place + BATCH_SIZE]))
    await sigterm_event().wait()
    for client in clients:
        client.transport.abort()
    return [client.connection for client in clients]


if __name__ == "__main__":
    # The machine may have two cores: who measures goes first.
    os.nice(10)
    held = uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
    sys.stdout.write(json.dumps([asdict(one) for one in held]))
