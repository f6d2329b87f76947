"""A small HTTP client: ten thousand clients share a few connections, and take little of the machine."""

import asyncio
import gzip
from dataclasses import dataclass, field

import brotli
import httptools


@dataclass
class Response:
    """A response: status, header fields by lower-case name, body as sent, and the bytes of all."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    size: int = 0

    def decoded(self) -> bytes:
        """Return the body without its content encoding."""
        decode = {"br": brotli.decompress, "gzip": gzip.decompress}.get(
            self.headers.get("content-encoding", "")
        )
        return decode(self.body) if decode else self.body


class Connection(asyncio.Protocol):
    """A connection that sends one request at a time."""

    def __init__(self) -> None:
        """Wait to be connected."""
        self._transport: asyncio.WriteTransport | None = None
        self._waiting: asyncio.Future[Response] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the request that waits."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("the edge closed the connection"))

    async def request(self, head: bytes, body: bytes = b"") -> Response:
        """Send a request and return its response."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._waiting = asyncio.get_running_loop().create_future()
        self._response, self._parser = Response(), httptools.HttpResponseParser(self)
        self._transport.write(head + body)
        return await self._waiting

    def data_received(self, data: bytes) -> None:
        """Parse what arrived."""
        self._response.size += len(data)
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header field."""
        self._response.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body."""
        self._response.body += body

    def on_message_complete(self) -> None:
        """Hand the response to the request that waits."""
        self._response.status = self._parser.get_status_code()
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(self._response)

    def close(self) -> None:
        """Close the connection."""
        if self._transport:
            self._transport.close()


class Pool:
    """A number of connections to one server; a request waits for the next that is free."""

    def __init__(self, host: str, port: int) -> None:
        """Name the server."""
        self._host, self._port = host, port
        self._free: asyncio.Queue[Connection] = asyncio.Queue()
        self._all: list[Connection] = []

    async def open(self, count: int) -> None:
        """Open the connections."""
        loop = asyncio.get_running_loop()
        for _ in range(count):
            _, connection = await loop.create_connection(Connection, self._host, self._port)
            self._all.append(connection)
            self._free.put_nowait(connection)

    async def request(self, method: str, target: str, headers: dict[str, str], body: bytes = b"") -> Response:
        """Send a request on the next free connection."""
        if body:
            headers = headers | {"Content-Length": str(len(body))}
        fields = {"Host": f"{self._host}:{self._port}"} | headers
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        connection = await self._free.get()
        try:
            return await connection.request(head, body)
        finally:
            self._free.put_nowait(connection)

    def close(self) -> None:
        """Close the connections."""
        for connection in self._all:
            connection.close()
