"""Checks of a request before it is served: its host, and the declared size of its body."""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.http.limits import HEALTH_PROBES
from app.server.http.problems import BODY_TOO_LARGE, MISDIRECTED_REQUEST, ProblemError
from app.server.http.trusted_hosts import TrustedHosts


def with_check(app: ASGIApp, check: Callable[[Scope], None]) -> ASGIApp:
    """Wrap an ASGI application: a check of each request raises a problem, or lets the request pass."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            check(scope)
        await app(scope, receive, send)

    return checked


def check_host(hosts: TrustedHosts, scope: Scope) -> None:
    """Raise a 421 problem where `Host` is missing, repeated or not trusted; health probes come by address."""
    named = [value for name, value in scope["headers"] if name == b"host"]
    if scope["path"] not in HEALTH_PROBES and not (len(named) == 1 and named[0] in hosts):
        raise ProblemError(MISDIRECTED_REQUEST)


def check_body_size(max_bytes: int, scope: Scope) -> None:
    """Raise a 413 problem by `Content-Length`; the framework counts a body without a declared length."""
    declared = Headers(scope=scope).get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise ProblemError(BODY_TOO_LARGE)
