"""The outermost ASGI piece: request ids, CORS, HEAD, and no crash without a problem document."""

import secrets
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.problems import CRASHED, NOT_ACCEPTABLE, problem

ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Gutbone-Release, Request-Id, Retry-After",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Max-Age": "86400",
}
SERVED_RANGES = {
    "*/*",
    "application/*",
    "application/json",
    "application/problem+json",
    "application/graphml+xml",
    "application/vnd.cytoscape+json",
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
    "application/x-research-info-systems",
    "text/vnd.graphviz",
}
"""What the routes below /v1 answer in; parameters choose among them, not `Accept`."""
log = structlog.get_logger()


class Edge:
    """Wraps the application: nothing leaves without its headers, nothing crashes in the open."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an ASGI application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of traffic pass unchanged."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = secrets.token_hex(8)
        wire = _Wire(scope, send)
        headers = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            asked = {"Access-Control-Allow-Headers": headers.get("access-control-request-headers", "")}
            await Response(headers=PREFLIGHT | asked)(scope, receive, wire.send)
            return
        if scope["path"].startswith("/v1/") and not acceptable(headers.get("accept", "*/*")):
            await problem(
                NOT_ACCEPTABLE, scope["path"], NOT_ACCEPTABLE.remedy, request_id=scope["request_id"]
            )(scope, receive, wire.send)
            return
        await self._serve(scope, receive, wire)

    async def _serve(self, scope: Scope, receive: Receive, wire: "_Wire") -> None:
        inner = dict(scope, method="GET") if scope["method"] == "HEAD" else scope
        try:
            await self._app(inner, receive, wire.send)
        except Exception:
            log.exception("request crashed", request_id=scope["request_id"], path=scope["path"])
            if not wire.started:
                await problem(CRASHED, scope["path"], CRASHED.remedy, request_id=scope["request_id"])(
                    scope, receive, wire.send
                )


class _Wire:
    """Sends an answer with the headers that are on every one, and no body to HEAD."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._began = time.perf_counter()
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=message["headers"])
            headers.update(ALWAYS)
            headers["Request-Id"] = self._scope["request_id"]
            log.info(
                "request",
                method=self._scope["method"],
                path=self._scope["path"],
                status=message["status"],
                milliseconds=round((time.perf_counter() - self._began) * 1000, 2),
                request_id=self._scope["request_id"],
            )
        elif self._scope["method"] == "HEAD":
            message = {**message, "body": b""}
        await self._send(message)


def acceptable(accept: str) -> bool:
    """Return whether an `Accept` header admits anything that is served below /v1."""
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        refused = any(parameter in {"q=0", "q=0.0", "q=0.00", "q=0.000"} for parameter in parameters)
        if media_range in SERVED_RANGES and not refused:
            return True
    return False
