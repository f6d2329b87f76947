"""What both ways to an answer read of a request, and the header fields that are on every answer."""

from collections.abc import Iterable
from typing import NamedTuple

from starlette.types import Scope

Headers = list[tuple[bytes, bytes]]

ALWAYS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Gutbone-Release, Request-Id, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


READING = {"GET", "HEAD"}

ASKING = {b"accept", b"accept-encoding", b"if-none-match"}


class Asked(NamedTuple):
    """What the header fields of a request ask for; "" where a field is absent."""

    accept: str = ""
    accept_encoding: str = ""
    if_none_match: str = ""


NOTHING = Asked()


def asked_by(headers: Headers) -> Asked:
    """Read the header fields of a request; of several lines of one, all values (RFC 9110, 5.3)."""
    found: dict[str, str] | None = None
    for name, value in headers:
        if name in ASKING:
            found = found or {}
            key, text = name.decode().replace("-", "_"), value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
    return Asked(**found) if found else NOTHING


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return header fields as they stand on the wire."""
    return b"".join(b"%b: %b\r\n" % field for field in headers)


def target_of(scope: Scope) -> bytes:
    """Return the target of a request as its client wrote it: path and query."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path
