"""Checks of a request before it is served: method, target, host, size and coding of its body."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.http.headers import SAFE_METHODS
from app.server.http.paths import HEALTH_PROBES
from app.server.http.problems import (
    BODY_TOO_LARGE,
    INVALID_PARAMETER,
    MISDIRECTED_REQUEST,
    NOT_IMPLEMENTED,
    UNKNOWN_PATH,
    UNSUPPORTED_MEDIA_TYPE,
    FieldError,
    ProblemError,
)
from app.server.http.trusted_hosts import TrustedHosts

KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"}
"""Methods that get 405 where they are not allowed; any other gets 501 (RFC 9110, 15.6.2)."""

ENCODED_SLASH = b"%2f"
NOT_UTF8 = "this is not text in UTF-8, percent-encoded"


def with_check(app: ASGIApp, check: Callable[[Scope], None]) -> ASGIApp:
    """Wrap an ASGI application: a check of each request raises a problem, or lets the request pass."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            check(scope)
        await app(scope, receive, send)

    return checked


def check_method(scope: Scope) -> None:
    """Raise a 501 problem for a method that HTTP does not define."""
    if scope["method"] not in KNOWN_METHODS:
        raise ProblemError(NOT_IMPLEMENTED)


def check_target(scope: Scope) -> None:
    """Reject %2F in the path, and a query that is not UTF-8.

    Decoded, %2F would separate segments that a proxy's path rules did not see.
    """
    if ENCODED_SLASH in scope.get("raw_path", b"").lower():
        raise ProblemError(UNKNOWN_PATH, "No address here has a percent-encoded slash.")
    query: bytes = scope["query_string"]
    if b"%" in query or not query.isascii():
        wrong = [parameter for parameter in query.split(b"&") if not _is_utf8(parameter)]
        if wrong:
            names = (parameter.partition(b"=")[0] for parameter in wrong)
            places = (unquote_to_bytes(name).decode(errors="replace") for name in names)
            errors = [
                FieldError(where=f"query.{name}", message=NOT_UTF8, given=None, did_you_mean=())
                for name in places
            ]
            raise ProblemError(INVALID_PARAMETER, errors=errors)


def _is_utf8(parameter: bytes) -> bool:
    try:
        unquote_to_bytes(parameter).decode()
    except UnicodeDecodeError:
        return False
    return parameter.isascii()


def check_host(hosts: TrustedHosts, scope: Scope) -> None:
    """Raise a 421 problem where `Host` is missing, repeated or not trusted; health probes are exempt."""
    named = [value for name, value in scope["headers"] if name == b"host"]
    if scope["path"] not in HEALTH_PROBES and not (len(named) == 1 and named[0] in hosts):
        raise ProblemError(MISDIRECTED_REQUEST)


def check_body(max_bytes: int, scope: Scope) -> None:
    """Raise a 413 problem by `Content-Length`, and a 415 problem for a body in a content coding.

    The framework counts a body without a declared length. A body that no route reads may have any coding.
    """
    headers = Headers(scope=scope)
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise ProblemError(BODY_TOO_LARGE)
    codings = {coding.strip().lower() for coding in headers.get("content-encoding", "identity").split(",")}
    if scope["method"] not in SAFE_METHODS and codings != {"identity"}:
        detail = "Send the body as it is, without `Content-Encoding`."
        raise ProblemError(UNSUPPORTED_MEDIA_TYPE, detail, headers={"Accept-Encoding": "identity"})
