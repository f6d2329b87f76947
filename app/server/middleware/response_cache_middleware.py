"""The cache middleware: one look-up, one negotiation and one conditional response per request."""

from http import HTTPStatus
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.cache.response_cache import (
    RECORDING,
    TARGET_MISS,
    VARIANT_HEADERS,
    CachedResponse,
    Recording,
    ResponseCache,
    cache_key,
    parse_query,
)
from app.server.http.conditional import not_modified
from app.server.http.headers import Headers, negotiation_headers, raw_target
from app.server.http.negotiation import is_acceptable, preferred_encoding
from app.server.http.problems import NOT_ACCEPTABLE, ProblemError
from app.server.state.catalog_state import CatalogState

API_PREFIX = "/v1/"


class Lookup(NamedTuple):
    """The result of the look-up for one request: its cache key, and the response if it is cached."""

    key: str
    response: CachedResponse | None
    encoding: str
    if_none_match: bytes

    @property
    def is_not_modified(self) -> bool:
        """Return whether the response is cached and the client has it."""
        return self.response is not None and not_modified(
            self.if_none_match, self.response.etag(self.encoding)
        )


class ResponseCacheMiddleware:
    """Answers GET from the cache of the current release, and caches responses of routes that opted in."""

    def __init__(self, app: ASGIApp, catalog_state: CatalogState) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._catalog_state = catalog_state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request from one release; raise ProblemError where it accepts nothing that is served."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = scope.get("lookup") or look_up(scope, self._catalog_state)
        if found.response:
            await _send(found.response, found, send, cache_hit=True)
        elif scope["method"] != "GET":
            await self._app(scope, receive, send)
        else:
            recorder = _Recorder(send)
            scope[RECORDING] = recorder.recording
            await self._app(scope, receive, recorder.send)
            if response := recorder.response(found.key):
                # Encoded first, so that the cache accounts for the variant once.
                await response.load_variant(found.encoding)
                cache: ResponseCache = scope["release"].cache
                cache.put(response)
                cache.add_target(raw_target(scope), response)
                await _send(response, found, send, cache_hit=False)


def look_up(scope: Scope, catalog_state: CatalogState) -> Lookup:
    """Bind a request to the current release and look its response up, once; the result is in its scope.

    Raises ProblemError when `Accept` admits nothing that is served below /v1.
    """
    release = scope["release"] = catalog_state.current
    accept, accept_encoding, if_none_match = negotiation_headers(scope["headers"])
    if scope["path"].startswith(API_PREFIX) and not is_acceptable(accept):
        raise ProblemError(NOT_ACCEPTABLE)
    key, response = "", None
    if scope["method"] == "GET":
        target = raw_target(scope)
        # The fast path leaves the cache in which it found no such target: one look-up is enough.
        response = None if scope.get(TARGET_MISS) is release.cache else release.cache.get(target)
        if response is None:
            pairs = scope["query_pairs"] = parse_query(scope["query_string"])
            key = cache_key(scope["path"], pairs)
            response = release.cache.find(key)
            if response:
                release.cache.add_target(target, response)
    found = scope["lookup"] = Lookup(key, response, preferred_encoding(accept_encoding), if_none_match)
    return found


class _Recorder:
    """Holds back a response that the route lets be cached; sends any other as it comes.

    The scope of the request gets `recording` alone: it must not lead back to `send`, which holds the scope.
    """

    def __init__(self, send: Send) -> None:
        self.recording = Recording()
        self._send = send
        self._headers: Headers | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        is_start = message["type"] == "http.response.start"
        if is_start and self.recording.cacheable and message["status"] == HTTPStatus.OK:
            self._headers = list(message["headers"])
        elif self._headers is None:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))

    def response(self, key: str) -> CachedResponse | None:
        if self._headers is None:
            return None
        headers = [pair for pair in self._headers if pair[0].lower() not in VARIANT_HEADERS]
        return CachedResponse(key, headers, b"".join(self._body))


async def _send(response: CachedResponse, found: Lookup, send: Send, *, cache_hit: bool) -> None:
    prepared = (await response.load_variant(found.encoding)).response(found.if_none_match)
    start = {"type": "http.response.start", "status": prepared.status, "headers": prepared.headers}
    if cache_hit:
        start["cache_hit"] = True
    await send(start)
    await send({"type": "http.response.body", "body": prepared.body})
