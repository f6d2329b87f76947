"""The cache middleware: one look-up, one negotiation and one conditional response per request."""

from http import HTTPStatus
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.cache.response_cache import (
    CACHEABILITY,
    TARGET_MISS,
    VARIANT_HEADERS,
    Cacheability,
    CachedResponse,
    EncodedVariant,
    ResponseCache,
    cache_key,
    parse_query_string,
    response_to_cache,
)
from app.server.http.conditional import named_etag
from app.server.http.headers import RawHeaders, SelectionFields, selection_fields
from app.server.http.negotiation import JSON, is_acceptable, preferred_encoding
from app.server.http.paths import API_PATH
from app.server.http.problems import NOT_ACCEPTABLE, ProblemError
from app.server.state.release_holder import ReleaseHolder


class Lookup(NamedTuple):
    """The result of the look-up for one request: its cache key, and the response if it is cached."""

    key: str
    response: CachedResponse | None
    encoding: str
    fields: SelectionFields

    @property
    def is_not_modified(self) -> bool:
        """Return whether the response is cached and the client has it."""
        response, named = self.response, self.fields.if_none_match
        if response is None or not named:
            return False
        return named_etag(named, response.etags, response.etag(self.encoding)) is not None


class ResponseCacheMiddleware:
    """Middleware that answers GET from the cache of the current release, filled by routes that opted in."""

    def __init__(self, app: ASGIApp, release_holder: ReleaseHolder) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._release_holder = release_holder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request from one release; raise ProblemError where it accepts nothing that is served."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = scope.get("lookup") or look_up(scope, self._release_holder)
        if found.response:
            found.response.check_acceptable(found.fields.accept)
            variant = await found.response.load_variant(found.encoding)
            await _send(variant, found.fields, send, cache_hit=True)
        elif scope["method"] != "GET":
            if API_PATH.match(scope["path"]) and not is_acceptable(found.fields.accept, JSON):
                raise ProblemError(NOT_ACCEPTABLE)
            await self._app(scope, receive, send)
        else:
            buffer = _ResponseBuffer(send)
            scope[CACHEABILITY] = buffer.cacheability
            await self._app(scope, receive, buffer.send)
            if response := await buffer.response(found.key):
                # Encoded first, so that the cache accounts for the variant once.
                variant = await response.load_variant(found.encoding)
                cache: ResponseCache = scope["release"].cache
                cache.put(response)
                cache.add_target(_raw_target(scope), response)
                response.check_acceptable(found.fields.accept)
                await _send(variant, found.fields, send, cache_hit=False)


def look_up(scope: Scope, release_holder: ReleaseHolder) -> Lookup:
    """Bind a request to the current release and look its response up, once; the result is in its scope."""
    release = scope["release"] = release_holder.current
    fields = selection_fields(scope["headers"])
    key, response = "", None
    if scope["method"] == "GET":
        target = _raw_target(scope)
        # The fast path leaves the cache in which it found no such target: one look-up is enough.
        response = None if scope.get(TARGET_MISS) is release.cache else release.cache.get(target)
        if response is None:
            pairs = scope["query_pairs"] = parse_query_string(scope["query_string"])
            key = cache_key(scope["path"], pairs)
            response = release.cache.find(key)
            if response:
                release.cache.add_target(target, response)
    found = scope["lookup"] = Lookup(key, response, preferred_encoding(fields.accept_encoding), fields)
    return found


def _raw_target(scope: Scope) -> bytes:
    """Return the request target as the client wrote it: path and query, not decoded."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path


class _ResponseBuffer:
    """A sender that holds back a response which may be cached, and sends any other as it comes.

    The scope of the request gets `cacheability` alone: it must not lead back to `send`, which refers to the
    scope.
    """

    def __init__(self, send: Send) -> None:
        self.cacheability = Cacheability()
        self._send = send
        self._headers: RawHeaders | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        is_start = message["type"] == "http.response.start"
        if is_start and self.cacheability.cacheable and message["status"] == HTTPStatus.OK:
            self._headers = list(message["headers"])
        elif self._headers is None:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))

    async def response(self, key: str) -> CachedResponse | None:
        if self._headers is None:
            return None
        headers = [pair for pair in self._headers if pair[0].lower() not in VARIANT_HEADERS]
        return await response_to_cache(key, headers, b"".join(self._body))


async def _send(variant: EncodedVariant, fields: SelectionFields, send: Send, *, cache_hit: bool) -> None:
    prepared = variant.selected_response(fields)
    start = {"type": "http.response.start", "status": prepared.status, "headers": prepared.headers}
    if cache_hit:
        start["cache_hit"] = True
    await send(start)
    await send({"type": "http.response.body", "body": prepared.body})
