"""The response cache, in front of the framework: ready bytes, strong ETags, 304, compression."""

from http import HTTPStatus

from starlette.datastructures import Headers as HeaderMap
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.cache.cache_keys import cache_key, parse_query
from app.server.cache.response_cache import CachedResponse, cached_response_of
from app.server.http.headers import Headers, negotiation_headers, raw_target
from app.server.http.negotiation import preferred_encoding
from app.server.state.catalog_state import CatalogState


class ResponseCacheMiddleware:
    """Answers GET from the store; what it does not hold the application answers, once a release."""

    def __init__(self, app: ASGIApp, current: CatalogState) -> None:
        """Stand in front of an application."""
        self._app = app
        self._current = current

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request from one release; what cannot be kept passes through unchanged."""
        served = scope["served"] = self._current.served
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        pairs = scope["pairs"] = parse_query(scope["query_string"])
        key = cache_key(scope["path"], pairs)
        answer = served.store.get(key)
        if answer is None:
            recorder = _Recorder(key, send)
            await self._app({**scope, "method": "GET"}, receive, recorder.send)
            answer = recorder.answer()
            if answer is None:
                return
            served.store.put(answer)
        served.store.name(raw_target(scope), key)
        await _send(answer, scope, send)


class _Recorder:
    """Holds back an answer that may be kept; any other goes out as it comes."""

    def __init__(self, key: str, send: Send) -> None:
        self._key = key
        self._send = send
        self._headers: Headers | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _may_be_kept(message):
            self._headers = list(message["headers"])
        elif self._headers is None:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))

    def answer(self) -> CachedResponse | None:
        if self._headers is None:
            return None
        return cached_response_of(self._key, self._headers, b"".join(self._body))


def _may_be_kept(start: Message) -> bool:
    if start["status"] != HTTPStatus.OK:
        return False
    headers = HeaderMap(raw=start["headers"])
    return "public" in headers.get("cache-control", "") and "content-encoding" not in headers


async def _send(answer: CachedResponse, scope: Scope, send: Send) -> None:
    _, accept_encoding, if_none_match = negotiation_headers(scope["headers"])
    ready = answer.form(preferred_encoding(accept_encoding)).answer(if_none_match)
    await send({"type": "http.response.start", "status": ready.status, "headers": list(ready.headers)})
    await send({"type": "http.response.body", "body": ready.body})
