"""A client that costs next to nothing, so that a machine with two cores can drive a server to its limit."""

import asyncio
import re
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer, as it came, and the seconds until the whole of it was there."""

    status: int
    head: bytes
    body: bytes
    seconds: float


class Caller(asyncio.Protocol):
    """One connection that is kept, with one request at a time on it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._heard: asyncio.Future[Heard] | None = None
        self._received = bytearray()
        self._head = self._due = 0
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes) -> asyncio.Future[Heard]:
        """Send a request; the answer comes later. Raises ConnectionError through it if none comes."""
        assert self._transport is not None
        self._heard = asyncio.get_running_loop().create_future()
        self._began = time.perf_counter()
        if self._transport.is_closing():
            self._heard.set_exception(ConnectionResetError("hung up"))
        else:
            self._transport.write(request)
        return self._heard

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._due:
            self._head = self._received.find(b"\r\n\r\n") + 4
            if self._head < 4:
                return
            length = LENGTH.search(self._received, 0, self._head)
            self._due = self._head + (int(length[1]) if length else 0)
        if len(self._received) >= self._due and self._heard and not self._heard.done():
            took = time.perf_counter() - self._began
            head, body = bytes(self._received[: self._head]), bytes(self._received[self._head :])
            self._received.clear()
            self._due = 0
            self._heard.set_result(Heard(int(head[9:12]), head, body, took))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._heard and not self._heard.done():
            self._heard.set_exception(exc or ConnectionResetError("hung up"))

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()


@asynccontextmanager
async def callers(port: int, number: int) -> AsyncIterator[list[Caller]]:
    """Open connections to a server on this machine, and close them when the block ends."""
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(Caller, "127.0.0.1", port))[1] for _ in range(number)]
    try:
        yield opened
    finally:
        for caller in opened:
            caller.close()


def told_to_end() -> asyncio.Event:
    """Return what is set when this process is told to end."""
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    return ending
