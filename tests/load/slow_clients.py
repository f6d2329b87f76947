"""Clients that hold a connection as long as they can: slow headers, a slow body, an answer that is not read.

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
from tests.load.raw_client import told_to_end
from tests.load.request_bytes import HOST, get, post

OPENINGS = {
    "headers": b"GET /v1/terms HTTP/1.1\r\n" + HOST + b"X-Slow: ",
    "body": post("/v1/check", "x" * 9000)[:200],
    "reading": get("/v1/bundle"),
}
"""What each kind of slow client sends at once; the first two go on with one byte a second."""
AT_ONCE = 50
"""Connections that are opened together: a server lets no more wait than its backlog."""


@dataclass
class Held:
    """One connection: its kind, its port here, when it was opened (monotonic), and the status it was told."""

    kind: str
    port: int = 0
    opened: float = 0.0
    told: int = 0


class Slow(asyncio.Protocol):
    """One slow client; it hangs up when it is told why."""

    def __init__(self, kind: str) -> None:
        self.held = Held(kind)
        self.gone = asyncio.Event()
        self._drip: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.held.port = transport.get_extra_info("sockname")[1]
        self.held.opened = time.monotonic()
        self.transport.write(OPENINGS[self.held.kind])
        if self.held.kind == "reading":
            self.transport.pause_reading()
        else:
            self._drip = asyncio.get_running_loop().call_later(1, self._send_one)

    def data_received(self, data: bytes) -> None:
        self.held.told = self.held.told or int(data[9:12])

    def connection_lost(self, _exc: Exception | None) -> None:
        self.gone.set()
        if self._drip:
            self._drip.cancel()

    def _send_one(self) -> None:
        self.transport.write(b" ")
        self._drip = asyncio.get_running_loop().call_later(1, self._send_one)


async def opened(port: int, kind: str) -> Slow:
    """Open one slow connection, with little room for what it does not read."""
    connection = socket.socket()
    connection.settimeout(0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, ("127.0.0.1", port))
    return (await loop.create_connection(lambda: Slow(kind), sock=connection))[1]


async def main(port: int, number: int) -> list[Held]:
    """Hold so many connections, a third of each kind."""
    raise_file_limit(number)
    kinds = [list(OPENINGS)[place % len(OPENINGS)] for place in range(number)]
    clients: list[Slow] = []
    for place in range(0, number, AT_ONCE):
        clients += await asyncio.gather(*(opened(port, kind) for kind in kinds[place : place + AT_ONCE]))
    await told_to_end().wait()
    for client in clients:
        client.transport.abort()
    return [client.held for client in clients]


if __name__ == "__main__":
    # The machine may have two cores: who measures goes first.
    os.nice(10)
    held = uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
    sys.stdout.write(json.dumps([asdict(one) for one in held]))
