"""A minimal HTTP client, cheap enough to saturate a server on a machine with two cores."""

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
class TimedResponse:
    """A response and its latency in seconds."""

    status: int
    head: bytes
    body: bytes
    seconds: float


class RawClient(asyncio.Protocol):
    """A persistent connection with one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._response: asyncio.Future[TimedResponse] | None = None
        self._received = bytearray()
        self._head = self._due = 0
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send(self, request: bytes) -> asyncio.Future[TimedResponse]:
        """Send a request; return a future of the response. It raises ConnectionError if none comes."""
        assert self._transport is not None
        self._response = asyncio.get_running_loop().create_future()
        self._began = time.perf_counter()
        if self._transport.is_closing():
            self._response.set_exception(ConnectionResetError("hung up"))
        else:
            self._transport.write(request)
        return self._response

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._due:
            self._head = self._received.find(b"\r\n\r\n") + 4
            if self._head < 4:
                return
            length = LENGTH.search(self._received, 0, self._head)
            self._due = self._head + (int(length[1]) if length else 0)
        if len(self._received) >= self._due and self._response and not self._response.done():
            took = time.perf_counter() - self._began
            head, body = bytes(self._received[: self._head]), bytes(self._received[self._head :])
            self._received.clear()
            self._due = 0
            self._response.set_result(TimedResponse(int(head[9:12]), head, body, took))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._response and not self._response.done():
            self._response.set_exception(exc or ConnectionResetError("hung up"))

    def close(self) -> None:
        """Close the connection."""
        if self._transport:
            self._transport.close()


@asynccontextmanager
async def open_clients(port: int, number: int) -> AsyncIterator[list[RawClient]]:
    """Open connections to a local server until the block ends."""
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(RawClient, "127.0.0.1", port))[1] for _ in range(number)]
    try:
        yield opened
    finally:
        for raw_client in opened:
            raw_client.close()


def sigterm_event() -> asyncio.Event:
    """Return an event that SIGTERM sets."""
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    return ending
