"""What both ways to an answer read of a request, and the header fields that are on every answer."""

from collections.abc import Iterable

from starlette.types import Scope

Headers = list[tuple[bytes, bytes]]

DEFAULT_HEADERS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Link, Gutbone-Release, Request-Id, Retry-After, RateLimit, RateLimit-Policy",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # Any front end may show what is served here, also one that shuts out all that does not say so.
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]

CONTENT_SECURITY_POLICY = b"content-security-policy"
RESTRICTIVE_POLICY = (CONTENT_SECURITY_POLICY, b"default-src 'none'; frame-ancestors 'none'")
"""What an answer that is no page goes out with: shown by itself, it loads and runs nothing."""


SAFE_METHODS = {"GET", "HEAD"}


def negotiation_headers(headers: Headers) -> tuple[bytes, bytes, bytes]:
    """Return `Accept`, `Accept-Encoding` and `If-None-Match` of a request; empty where it has none.

    Of several lines of one, it is all values (RFC 9110, 5.3).
    """
    fields = dict(headers)
    if len(fields) < len(headers):
        fields = {name: b", ".join(value for other, value in headers if other == name) for name in fields}
    get = fields.get
    return get(b"accept", b""), get(b"accept-encoding", b""), get(b"if-none-match", b"")


def with_default_headers(headers: Headers) -> Headers:
    """Return header fields with those that are on every answer; a page has a policy of its own."""
    closed = (
        [] if any(name.lower() == CONTENT_SECURITY_POLICY for name, _ in headers) else [RESTRICTIVE_POLICY]
    )
    return [*headers, *closed, *DEFAULT_HEADERS]


def encode_headers(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return header fields as they stand on the wire."""
    return b"".join(b"%b: %b\r\n" % field for field in headers)


def raw_target(scope: Scope) -> bytes:
    """Return the target of a request as its client wrote it: path and query."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path


class PreencodedHeaders(list[tuple[bytes, bytes]]):
    """Header fields, with the bytes they are on the wire; whoever adds to them makes a plain list again."""

    def __init__(self, fields: Iterable[tuple[bytes, bytes]], head: bytes, length: int) -> None:
        """Take the fields, their lines, and the bytes of the body they belong to."""
        super().__init__(fields)
        self.head = head
        self.length = length
