"""The outermost ASGI piece: an answer that is ready goes out before anything else is asked."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.cache.response_cache import PreparedResponse
from app.server.http.headers import SAFE_METHODS, PreencodedHeaders, negotiation_headers, raw_target
from app.server.http.negotiation import is_acceptable, preferred_encoding
from app.server.middleware.server_context import ServerContext


class ReadyAnswers:
    """Answers from the store, under any server; what is not ready the application answers.

    A server's own protocol class finds the front in the lifespan's state, and so the same store.
    """

    def __init__(self, app: ASGIApp, front: ServerContext) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._front, self._access_log = front, front.access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of traffic pass unchanged."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                scope.get("state", {})["front"] = self._front
            await self._app(scope, receive, send)
            return
        ready = ready_for(scope, self._front)
        if ready is None:
            await self._app(scope, receive, send)
            return
        method, request_id = scope["method"], self._access_log.request_id()
        own = (b"request-id", request_id.encode())
        headers = PreencodedHeaders((*ready.whole, own), ready.head + b"%b: %b\r\n" % own, len(ready.body))
        self._access_log.note(method, scope["path"], ready.status, request_id)
        await send({"type": "http.response.start", "status": ready.status, "headers": headers})
        await send({"type": "http.response.body", "body": ready.body if method == "GET" else b""})


def ready_for(scope: Scope, front: ServerContext) -> PreparedResponse | None:
    """Return the ready answer that a request asks for, or None if the application has to see it."""
    answer = front.current.served.store.at(raw_target(scope))
    if answer is None:
        return None
    accept, accept_encoding, if_none_match = negotiation_headers(scope["headers"])
    if scope["method"] not in SAFE_METHODS or not is_acceptable(accept):
        return None
    return answer.form(preferred_encoding(accept_encoding)).answer(if_none_match)
