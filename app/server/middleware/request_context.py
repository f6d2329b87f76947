"""The edge of the application: request ids, CORS, HEAD, and no crash without a problem document."""

import logging
import time

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.http.access_log import AccessLog
from app.server.http.headers import negotiation_headers, with_default_headers
from app.server.http.negotiation import is_acceptable
from app.server.http.problems import INTERNAL_ERROR, NOT_ACCEPTABLE, problem_response

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Max-Age": "86400",
}
log = logging.getLogger(__name__)


class RequestContextMiddleware:
    """Wraps the application: nothing leaves without its headers, nothing crashes in the open."""

    def __init__(self, app: ASGIApp, access_log: AccessLog) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._access_log = access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of traffic pass unchanged."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = self._access_log.request_id()
        wire = _Wire(scope, send, self._access_log)
        headers = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            asked = {"Access-Control-Allow-Headers": headers.get("access-control-request-headers", "")}
            await Response(headers=PREFLIGHT | asked)(scope, receive, wire.send)
            return
        if scope["path"].startswith("/v1/") and not is_acceptable(negotiation_headers(scope["headers"])[0]):
            await problem_response(
                NOT_ACCEPTABLE, scope["path"], NOT_ACCEPTABLE.remedy, request_id=scope["request_id"]
            )(scope, receive, wire.send)
            return
        await self._serve(scope, receive, wire)

    async def _serve(self, scope: Scope, receive: Receive, wire: "_Wire") -> None:
        inner = dict(scope, method="GET") if scope["method"] == "HEAD" else scope
        noted = {"request_id": scope["request_id"], "path": scope["path"]}
        try:
            await self._app(inner, receive, wire.send)
        except ClientDisconnect:
            log.info("client left", extra=noted)
        except Exception:
            log.exception("request crashed", extra=noted)
            if not wire.started:
                await problem_response(
                    INTERNAL_ERROR, scope["path"], INTERNAL_ERROR.remedy, request_id=scope["request_id"]
                )(scope, receive, wire.send)


class _Wire:
    """Sends an answer with the headers that are on every one, and no body to HEAD."""

    def __init__(self, scope: Scope, send: Send, access_log: AccessLog) -> None:
        self._scope = scope
        self._send = send
        self._access_log = access_log
        self._began = time.perf_counter()
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            request_id: str = self._scope["request_id"]
            own = (b"request-id", request_id.encode())
            message = {**message, "headers": [*with_default_headers(list(message["headers"])), own]}
            self._access_log.note(
                self._scope["method"], self._scope["path"], message["status"], request_id, self._began
            )
        elif self._scope["method"] == "HEAD":
            message = {**message, "body": b""}
        await self._send(message)
