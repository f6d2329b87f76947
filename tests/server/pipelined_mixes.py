"""Pipelined mixes of requests, the same for the same seed and index, for comparing protocol classes.

What uvicorn's own class gets wrong, or has no limit for, is made by `hardened_only` alone, with the reason.
"""

import random
import re
from dataclasses import dataclass

HOST = b"Host: gutbone.test"
LAST = b"GET /health/live HTTP/1.1\r\nHost: gutbone.test\r\nConnection: close\r\n\r\n"
"""The last request of a mix: without a response to it, the connection was closed before."""

TARGETS = [
    b"/v1/disclaimer",
    b"/v1/disclaimer",
    b"/v1/facets",
    b"/v1/food-sources?limit=1",
    b"/v1/food-sources?limit=0",
    b"/health/live",
    b"/nope",
]
CONNECTION = [
    b"Connection: keep-alive",
    b"Connection: Keep-Alive, x-odd",
    b"Connection: x-odd",
    b"Connection: close",
    b"Connection: CLOSE",
    b"Connection: x-odd, close",
    b"Connection: keep-alive, close",
    b"connection:close",
    b"Connection:",
    b"Proxy-Connection: close",
    b"Proxy-Connection: keep-alive",
    b"Keep-Alive: timeout=5",
]
FIELDS = [
    b"Accept-Encoding: br",
    b"Accept-Encoding: gzip;q=1, br;q=0.2",
    b"Accept: text/html",
    b"If-None-Match: *",
    b"Cookie: a=b",
    b"X-Empty:",
    b"Upgrade: h2c",
]
CHECKS = [b"{}", b'{"items": ["milk"]}', b"[1]", b""]
HARMLESS_TRAILERS = [b"X-Checksum: 1", b"X-Checksum: 2", b"Server-Timing: a"]
CONFUSING_TRAILERS = [
    b"Connection: close",
    b"Content-Type: text/plain",
    b"Accept: text/xml",
    b"Host: other.test",
    b"Expect: 100-continue",
    b"Access-Control-Request-Method: GET",
]
HOSTS = [b"a b", b"a/b", b"u@a", b"a:b", b'"<script>', b"\xff", b"[::1", b"[::1]:80", b"a:80", b"a%41", b""]
ODD_TARGETS = [
    b"http://gutbone.test/v1/disclaimer",
    b"HTTP://gutbone.test",
    b"https://gutbone.test?limit=1",
    b"http://u@gutbone.test/",
    b"ftp://gutbone.test/v1/disclaimer",
    b"/v1/disclaimer#x",
    b"*",
]
CLOSING_TRAILER = re.compile(rb"\r\n0\r\n(?:[^\r]+\r\n)?Connection: close\r\n")


@dataclass(frozen=True)
class Mix:
    """What one client sends, packet by packet, and whether it closes its side at the end."""

    pieces: tuple[bytes, ...]
    half_close: bool

    @property
    def closes_late(self) -> bool:
        """Return whether a request may close its connection after its response was sent."""
        return self.half_close or bool(CLOSING_TRAILER.search(b"".join(self.pieces)))


def mix(seed: int, index: int, *, hardened_only: bool) -> Mix:
    """Return one mix of up to eight requests."""
    chance = random.Random(f"{seed}/{index}")
    data = b"".join(_request(chance, hardened_only=hardened_only) for _ in range(chance.randint(1, 8)))
    # uvicorn's own class closes at the end of input, whatever it still has to answer.
    half_close = hardened_only and chance.random() < 0.3
    if half_close and chance.random() < 0.3:
        data = data[: -chance.randint(1, 40)]
    return Mix(_split(chance, data if half_close else data + LAST), half_close)


def _request(chance: random.Random, *, hardened_only: bool) -> bytes:
    target, version = chance.choice(TARGETS), b"1.0" if chance.random() < 0.04 else b"1.1"
    fields = chance.sample(FIELDS, chance.choice([0, 0, 0, 1, 2]))
    host = HOST
    if chance.random() < 0.3:
        fields += chance.choices(CONNECTION, k=chance.choice([1, 1, 2, 3]))
    if hardened_only and chance.random() < 0.15:
        # uvicorn's own class stops parsing at the head, and loses body and connection.
        fields += [b"Upgrade: websocket", b"Connection: Upgrade", b"HTTP2-Settings: AAMAAABkAAQAAP__"]
    if hardened_only and chance.random() < 0.05:
        # uvicorn's own class takes any value.
        host = b"Host: " + chance.choice(HOSTS)
    if hardened_only and chance.random() < 0.05:
        # uvicorn's own class takes fragments and any scheme, and has no path for the others.
        target = chance.choice(ODD_TARGETS)
    kind = chance.choices(["get", "head", "options", "length", "chunked"], [60, 10, 5, 10, 15])[0]
    if kind == "get":
        return _head(b"GET", target, version, host, *fields)
    if kind == "head":
        return _head(b"HEAD", target, version, host, *fields)
    if kind == "options":
        return _head(b"OPTIONS", target, version, host, b"Access-Control-Request-Method: GET", *fields)
    method, target = chance.choice([(b"POST", b"/v1/check"), (b"POST", target), (b"GET", target)])
    body = chance.choice(CHECKS)
    fields.append(chance.choice([b"Content-Type: application/json", b"Content-Type: text/plain"]))
    if kind == "length":
        return _head(method, target, version, host, b"Content-Length: %d" % len(body), *fields) + body
    return _head(method, target, b"1.1", host, b"Transfer-Encoding: chunked", *fields) + _chunks(
        chance, body, hardened_only=hardened_only
    )


def _head(method: bytes, target: bytes, version: bytes, *fields: bytes) -> bytes:
    return b"\r\n".join([b"%b %b HTTP/%b" % (method, target, version), *fields]) + b"\r\n\r\n"


def _chunks(chance: random.Random, body: bytes, *, hardened_only: bool) -> bytes:
    cut = chance.randint(0, len(body))
    extension = chance.choice([b"", b"", b";a=b", b';a="b;c"'])
    chunks = b"".join(
        b"%x%b\r\n%b\r\n" % (len(part), extension, part) for part in (body[:cut], body[cut:]) if part
    )
    # uvicorn's own class merges them into the header fields when they come in the same packet.
    names = HARMLESS_TRAILERS + (CONFUSING_TRAILERS if hardened_only else [])
    trailers = chance.sample(names, chance.choice([0, 0, 1, 2]))
    return chunks + b"0\r\n" + b"".join(trailer + b"\r\n" for trailer in trailers) + b"\r\n"


def _split(chance: random.Random, data: bytes) -> tuple[bytes, ...]:
    cuts = sorted(chance.randrange(len(data)) for _ in range(chance.choice([0, 0, 1, 3, 9])))
    pieces = (data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True))
    return tuple(piece for piece in pieces if piece)
