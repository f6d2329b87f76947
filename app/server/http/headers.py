"""Header fields: the defaults of every response, encoding, and how those of a request are read."""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import NamedTuple, Self, TypeVar, TypeVarTuple

Value = TypeVar("Value")
Others = TypeVarTuple("Others")
RawHeaders = list[tuple[bytes, bytes]]

DEFAULT_HEADERS: RawHeaders = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"Accept-Ranges, Content-Range, ETag, Gutbone-Release, Link, RateLimit, RateLimit-Policy, "
            b"Request-Id, Retry-After, X-Request-Id"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # Pages that isolate themselves (COEP) may still load these resources.
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    # RFC 8631: a client that has any response finds the description of all.
    (b"link", b'</openapi.json>; rel="service-desc"'),
]

CONTENT_SECURITY_POLICY = b"content-security-policy"
RESTRICTIVE_POLICY = (CONTENT_SECURITY_POLICY, b"default-src 'none'; frame-ancestors 'none'")
"""Policy of every response that sets none: rendered by itself, it loads and runs nothing."""

SAFE_METHODS = {"GET", "HEAD"}
RANGE_FIELDS = {b"range", b"if-range"}

CACHED_VALUES, CACHED_VALUE_BYTES = 256, 512
"""Bounds of the memory of parsed header values; browsers and libraries send shorter ones."""


class PreencodedHeaders(list[tuple[bytes, bytes]]):
    """Complete header fields of a cached response, with their bytes on the wire.

    The server's own encoding validates each field with two regular expressions: a third of a warm response.
    Any list operation returns a plain list, which the server encodes as usual.
    """

    def __init__(self, fields: Iterable[tuple[bytes, bytes]], head: bytes, content_length: int) -> None:
        """Take the fields, the same fields encoded, and the size of the body in bytes."""
        super().__init__(fields)
        self.head = head
        self.content_length = content_length

    def with_fields(self, fields: RawHeaders) -> Self:
        """Return a copy with more fields."""
        return type(self)([*self, *fields], self.head + encode_headers(fields), self.content_length)


class SelectionFields(NamedTuple):
    """The header fields of a request that select its response; empty where absent."""

    accept: bytes
    accept_encoding: bytes
    if_none_match: bytes
    if_match: bytes
    range: bytes
    if_range: bytes


SELECTION_FIELDS = tuple(name.replace("_", "-").encode() for name in SelectionFields._fields)


def selection_fields(headers: RawHeaders) -> SelectionFields:
    """Return the fields that select a response; repeated ones joined with commas (RFC 9110, 5.3)."""
    fields = dict(headers)
    if len(fields) < len(headers):
        fields = {name: b", ".join(value for other, value in headers if other == name) for name in fields}
    get = fields.get
    return SelectionFields(*(get(name, b"") for name in SELECTION_FIELDS))


def with_default_headers(headers: RawHeaders) -> RawHeaders:
    """Return header fields with the defaults; pages that set a Content-Security-Policy keep it."""
    has_policy = any(name.lower() == CONTENT_SECURITY_POLICY for name, _ in headers)
    return [*headers, *([] if has_policy else [RESTRICTIVE_POLICY]), *DEFAULT_HEADERS]


def encode_headers(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return header fields as they are sent by HTTP/1.1."""
    return b"".join(b"%b: %b\r\n" % field for field in headers)


def memoize_header(function: Callable[[bytes, *Others], Value]) -> Callable[[bytes, *Others], Value]:
    """Cache a function of a header value; values too long to be common are parsed each time."""
    cached = lru_cache(CACHED_VALUES)(function)

    @wraps(function)
    def parse(value: bytes, *others: *Others) -> Value:
        return cached(value, *others) if len(value) <= CACHED_VALUE_BYTES else function(value, *others)

    return parse
