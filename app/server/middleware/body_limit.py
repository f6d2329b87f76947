"""Refuses a body that is declared too large, before any of it is read."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.http.problems import BODY_TOO_LARGE, problem_response


class BodyLimitMiddleware:
    """Answers a problem document, where the framework would answer plain text.

    A body without a declared length is counted by the framework while it is read.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Wrap an ASGI application; the limit is in bytes."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, unless its body is too large."""
        declared = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if declared.isdecimal() and int(declared) > self._limit:
            refusal = problem_response(
                BODY_TOO_LARGE, scope["path"], BODY_TOO_LARGE.remedy, request_id=scope.get("request_id", "")
            )
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)
