"""Header fields: as both ways to an answer read them, and those that are on every answer."""

from collections.abc import Iterable

Headers = list[tuple[bytes, bytes]]

ALWAYS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Gutbone-Release, Request-Id, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


def field_values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return a field's value; of several lines, all values as one list (RFC 9110, 5.3). Absent: ""."""
    return ", ".join(value.decode("latin-1") for key, value in headers if key == name)


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return header fields as they stand on the wire."""
    return b"".join(b"%b: %b\r\n" % field for field in headers)
