"""The body limit: a body that is declared too large is refused before any of it is read."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.http.problems import BODY_TOO_LARGE, ProblemError


class BodyLimitMiddleware:
    """Raises a 413 problem by `Content-Length`; the framework counts a body without a declared length."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request whose body is not declared too large."""
        declared = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if declared.isdecimal() and int(declared) > self._max_bytes:
            raise ProblemError(BODY_TOO_LARGE)
        await self._app(scope, receive, send)
