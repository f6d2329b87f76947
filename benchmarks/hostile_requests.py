"""Requests that try to hold the event loop or to fill the memory, and a client that sends them."""

import select
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import repeat

MEGABYTE = 1024 * 1024
HEAD = b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS = 64 * MEGABYTE
"""Bytes after which an endless request ends, if the server lets it get that far."""
TIMEOUT = 120.0
"""Seconds after which a server that does not end a connection has failed."""

Pieces = Callable[[], Iterator[bytes]]


def _post(body: bytes) -> Pieces:
    return lambda: iter([HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body])


def _endless(start: bytes, line: bytes, size: int = ENDLESS) -> Pieces:
    block = line * (65536 // len(line))

    def pieces() -> Iterator[bytes]:
        if start:
            yield start
        yield from repeat(block, size // len(block))

    return pieces


def _object(size: int) -> bytes:
    fields = b",".join(b'"%x":1' % number for number in range(size))
    return b"{%b}" % fields


HOSTILE_REQUESTS: dict[str, Pieces] = {
    "trailer fields without end": _endless(CHUNKED + b"1\r\n{\r\n0\r\n", b"a: b\r\n"),
    "one trailer field of 8 MB": _endless(CHUNKED + b"1\r\n{\r\n0\r\nX: ", b"a" * 64, 8 * MEGABYTE),
    "a chunk extension of 110 MB": _endless(CHUNKED + b"1;", b"a" * 64, 110 * MEGABYTE),
    "chunks of one byte": _endless(CHUNKED, b"1\r\n \r\n"),
    "empty lines without end": _endless(b"", b"\r\n"),
    "a body of 64 MB": _endless(HEAD + b"Content-Length: %d\r\n\r\n" % ENDLESS, b" " * 64),
    "31,000 wrong list items": _post(b'{"items":[%b]}' % b",".join([b"1"] * 31_000)),
    "8,000 wrong list items": _post(b'{"items":[%b]}' % b",".join([b"1"] * 8_000)),
    "490 wrong list items": _post(b'{"items":[%b]}' % b",".join([b"1"] * 490)),
    "deep JSON": _post(b"[" * 8_000 + b"]" * 8_000),
    "wide JSON": _post(_object(1_800)),
    "490 unknown fields": _post(_object(490)),
    "one text of 16 kB": _post(b'{"items":["%b"]}' % (b"\\u00df" * 2_700)),
}
"""By name, what a client sends; the first six go on until the server ends the connection."""


def send_hostile(address: tuple[str, int], pieces: Iterator[bytes]) -> bytes:
    """Send pieces until the server ends the connection or has answered; return the answer."""
    received = bytearray()
    with socket.create_connection(address, timeout=TIMEOUT) as connection:
        connection.settimeout(0)
        waiting = memoryview(b"")
        sent_all = False
        with suppress(ConnectionError):
            while not (sent_all and is_answered(received)):
                writers = [] if sent_all else [connection]
                readable, writable, _ = select.select([connection], writers, [], TIMEOUT)
                if not (readable or writable):
                    raise TimeoutError
                if readable:
                    part = connection.recv(65536)
                    if not part:
                        break
                    received += part
                if writable:
                    if not waiting:
                        waiting = memoryview(next(pieces, b""))
                        sent_all = not waiting
                    waiting = waiting[connection.send(waiting) if waiting else 0 :]
    return bytes(received)


def is_answered(received: bytes | bytearray) -> bool:
    """Return whether the response to the only request of a connection is complete."""
    head, separator, body = bytes(received).partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    return bool(separator) and length.isdigit() and len(body) >= int(length)
