"""The request context: request id, access log, default headers, HEAD, preflight, and rendered errors."""

import logging
import re
import time

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.http.access_log import correlation_of
from app.server.http.headers import RANGE_FIELDS, PreencodedHeaders, RawHeaders, with_default_headers
from app.server.http.problems import INTERNAL_ERROR, ProblemError, problem_response
from app.server.middleware.server_context import STATE_KEY, ServerContext

METHODS = b"GET, HEAD, POST, QUERY, OPTIONS"
METHODS_OF_UNKNOWN_PATH = ("GET", "HEAD", "OPTIONS")
"""A script may read the 404 of an address that does not exist."""

TRACKING_PARAMETER = re.compile(rb"(?:utm_[^=]*|fbclid|gclid)(?:=.*)?", re.DOTALL)
"""Parameters that newsletters and social networks add to a link."""

PREFLIGHT_MAX_AGE = (b"access-control-max-age", b"86400")
WHOLE_SERVER = "*"
"""Target of an OPTIONS request that is about the server, not about an address (RFC 9110, 9.3.7)."""

log = logging.getLogger(__name__)


class RequestContextMiddleware:
    """Gives each request an id, and each response its default headers, a log line and a count.

    It renders every ProblemError that is raised below it, and turns a crash into a 500 problem document.
    """

    def __init__(self, app: ASGIApp, context: ServerContext) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; leave the context in the lifespan state for the server."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                scope.get("state", {})[STATE_KEY] = self._context
            await self._app(scope, receive, send)
            return
        request_id = scope["request_id"] = self._context.access_log.request_id()
        response = _Response(scope, send, self._context)
        scope = _effective_scope(scope)
        try:
            if options := self._options_fields(scope):
                await response.send({"type": "http.response.start", "status": 204, "headers": options})
                await response.send({"type": "http.response.body"})
            else:
                await self._app(scope, receive, response.send)
        except ClientDisconnect:
            log.info("client disconnected", extra={"request_id": request_id, "path": scope["path"]})
        except ProblemError as error:
            await problem_response(error, scope["path"], request_id)(scope, receive, response.send)
            _drop_tracebacks(error)
        except Exception:
            log.exception("request crashed", extra={"request_id": request_id, "path": scope["path"]})
            if not response.started:
                crash = ProblemError(INTERNAL_ERROR)
                await problem_response(crash, scope["path"], request_id)(scope, receive, response.send)

    def _options_fields(self, scope: Scope) -> RawHeaders | None:
        """Return the header fields for a CORS preflight and for `OPTIONS *`; None for other requests."""
        if scope["method"] != "OPTIONS":
            return None
        if scope["path"] == WHOLE_SERVER:
            return [(b"allow", METHODS)]
        fields = dict(scope["headers"])
        if b"access-control-request-method" not in fields:
            return None
        methods = self._context.allowed_methods(scope["path"]) or METHODS_OF_UNKNOWN_PATH
        return [
            (b"access-control-allow-methods", ", ".join(methods).encode()),
            (b"access-control-allow-headers", fields.get(b"access-control-request-headers", b"")),
            PREFLIGHT_MAX_AGE,
        ]


class _Response:
    """Sends a response with default headers and request id, without a body to HEAD; records its start."""

    def __init__(self, scope: Scope, send: Send, context: ServerContext) -> None:
        self._scope = scope
        self._send = send
        self._access_log = context.access_log
        self._started_at = time.perf_counter()
        self._is_head = scope["method"] == "HEAD"
        self._correlation = correlation_of(scope["headers"])
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            scope, headers = self._scope, message["headers"]
            request_id: str = scope["request_id"]
            fields = [(b"request-id", request_id.encode()), *self._correlation.fields]
            if isinstance(headers, PreencodedHeaders):
                message["headers"] = headers.with_fields(fields)
            else:
                message["headers"] = [*with_default_headers(headers), *fields]
            # Recorded before it is sent: a worker killed in between loses no count.
            self._access_log.record(
                scope["method"],
                scope["path"],
                message["status"],
                request_id,
                self._started_at,
                cache_hit="cache_hit" in message,
                correlation=self._correlation,
            )
        elif self._is_head:
            message = {**message, "body": b""}
        await self._send(message)


def _effective_scope(scope: Scope) -> Scope:
    """Return HEAD as the GET whose head it asks for, and a GET without tracking parameters.

    A range is of the body alone: only GET has one (RFC 9110, 14.2).
    """
    if scope["method"] == "HEAD":
        headers = [field for field in scope["headers"] if field[0] not in RANGE_FIELDS]
        scope = dict(scope, method="GET", headers=headers)
    if scope["method"] == "GET" and scope["query_string"]:
        scope = dict(scope, query_string=_without_tracking(scope["query_string"]))
    return scope


def _without_tracking(query: bytes) -> bytes:
    """Return a query string without the parameters that only count where a visitor came from."""
    return b"&".join(part for part in query.split(b"&") if not TRACKING_PARAMETER.fullmatch(part))


def _drop_tracebacks(error: BaseException) -> None:
    """Free the frames that raised an error; they hold the release, in a reference cycle with the error."""
    raised: BaseException | None = error
    while raised:
        raised.__traceback__ = None
        raised = raised.__context__
