"""The response cache: responses of one release by canonical key, with their encoded variants."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import InitVar, dataclass, field
from functools import cached_property
from http import HTTPStatus
from operator import itemgetter
from urllib.parse import parse_qsl, quote, unquote, urlencode

from cachetools import LRUCache
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope
from xxhash import xxh3_128_hexdigest

from app.server.http.conditional import is_match, named_etag
from app.server.http.headers import (
    PreencodedHeaders,
    RawHeaders,
    SelectionFields,
    encode_headers,
    with_default_headers,
)
from app.server.http.negotiation import ENCODERS, IDENTITY, compress, is_acceptable, pack, unpack
from app.server.http.paths import API_PATH
from app.server.http.problems import (
    NOT_ACCEPTABLE,
    PRECONDITION_FAILED,
    RANGE_NOT_SATISFIABLE,
    ProblemError,
)
from app.server.http.ranges import UnsatisfiableRangeError, requested_range

QueryPairs = list[tuple[str, str]]

UNRESERVED = re.compile(r"[\w.~-]*", re.ASCII)
"""Characters that a query holds without percent-encoding."""

VARIANT_HEADERS = {b"content-length", b"etag", b"vary", b"accept-ranges", b"content-encoding"}
"""Header fields that belong to one encoded variant; they are made with it."""

BODY_HEADERS = {b"accept-ranges", b"content-encoding", b"content-length"}
"""Header fields of a variant that a 304 leaves out."""

QUERY_SHARE = 4
"""One part in this many of the bound is for responses to queries: a flood of distinct queries cannot
evict the responses without a query, of which there is a fixed number."""

RESPONSE_OVERHEAD, VARIANT_OVERHEAD = 4 * 1024, 3 * 1024
"""Bytes that a response and a variant take beside their bodies and headers: objects, lists, pairs, tags."""

MIN_COMPRESSED_BYTES = 256
"""Below this size compression costs more than it saves."""

SLOW_BODY_BYTES = 8 * 1024
"""From this size on a body is compressed in a worker thread; on the event loop it would take too long."""

PACKED_BODY_BYTES = 256 * 1024
"""From this size on a body without a query is stored compressed. Nearly all clients ask for a coding; the
others pay the millisecond that unpacking takes. A body of a query is rarely asked again."""

SLOW_PACKING_BYTES = 2 * 1024 * 1024
"""From this size on a body is packed and unpacked in a worker thread. Below it that takes a few milliseconds,
less than two changes of thread while other requests wait for the interpreter."""

DELTA_PREFIX = "/v1/changes?"
"""Deltas are compressed as well as responses without a query: all clients of a release request its delta."""

MAX_TARGETS, MAX_TARGET_BYTES = 4, 256
"""How many raw request targets find one response, and the size of each."""

CACHEABILITY = "response_cache"
"""Key of the request scope under which the cache middleware leaves a Cacheability."""

TARGET_MISS = "response_cache_miss"
"""Key of the request scope under which the fast path leaves the cache that does not have the target."""


@dataclass
class Cacheability:
    """Whether the response to a request may be cached; the route opts in."""

    cacheable: bool = False


def mark_cacheable(scope: Scope) -> None:
    """Opt in: let the response to this request be cached for the current release."""
    if cacheability := scope.get(CACHEABILITY):
        cacheability.cacheable = True


@dataclass(frozen=True)
class PreparedResponse:
    """A response ready to send: status, complete header fields with their encoded form, body."""

    status: int
    headers: PreencodedHeaders
    body: bytes


@dataclass(frozen=True)
class EncodedVariant:
    """A response in one content coding, under a strong ETag of its own; `etags` are those of all codings."""

    etag: bytes
    etags: frozenset[bytes]
    ok: PreparedResponse

    @cached_property
    def not_modified(self) -> PreparedResponse:
        """Return the 304 Not Modified response."""
        return self._not_modified(self.etag)

    def response(self, if_none_match: bytes) -> PreparedResponse:
        """Return the 200 response, or the 304 where the client has the content, in whichever coding."""
        etag = named_etag(if_none_match, self.etags, self.etag) if if_none_match else None
        if etag is None:
            return self.ok
        return self.not_modified if etag == self.etag else self._not_modified(etag)

    def selected_response(self, fields: SelectionFields) -> PreparedResponse:
        """Return the response to a request with any preconditions and a range.

        Raises ProblemError for a precondition that fails and for a range beyond the end.
        """
        if fields.if_match and not is_match(fields.if_match, self.etags):
            raise ProblemError(PRECONDITION_FAILED)
        response = self.response(fields.if_none_match)
        if response is not self.ok or not fields.range or fields.if_range not in {b"", self.etag}:
            return response
        size = len(self.ok.body)
        try:
            positions = requested_range(fields.range, size)
        except UnsatisfiableRangeError:
            headers = {"Content-Range": f"bytes */{size}"}
            raise ProblemError(RANGE_NOT_SATISFIABLE, headers=headers) from None
        return response if positions is None else self._part(positions)

    def _not_modified(self, etag: bytes) -> PreparedResponse:
        fields = [pair for pair in self.ok.headers if pair[0] not in {*BODY_HEADERS, b"etag"}]
        return _prepare(HTTPStatus.NOT_MODIFIED, [(b"etag", etag), *fields], b"")

    def _part(self, positions: range) -> PreparedResponse:
        body = self.ok.body[positions.start : positions.stop]
        named = b"bytes %d-%d/%d" % (positions[0], positions[-1], len(self.ok.body))
        length = (b"content-length", b"%d" % len(body))
        fields = [pair for pair in self.ok.headers if pair[0] != length[0]]
        return _prepare(HTTPStatus.PARTIAL_CONTENT, [*fields, (b"content-range", named), length], body)

    @property
    def size_bytes(self) -> int:
        """Return the accounted size; header fields are stored as pairs and encoded, for 200 and for 304."""
        return len(self.ok.body) + 4 * len(self.ok.headers.head) + VARIANT_OVERHEAD


@dataclass
class CachedResponse:
    """A response of one release: header fields and body, and the variants requested so far."""

    key: str
    headers: RawHeaders
    body: InitVar[bytes]
    variants: dict[str, EncodedVariant] = field(default_factory=dict)
    targets: list[bytes] = field(default_factory=list)
    on_growth: Callable[["CachedResponse"], None] | None = None

    def __post_init__(self, body: bytes) -> None:
        """Take the body; a large one is stored compressed."""
        self._length = len(body)
        self._is_packed = self._length >= PACKED_BODY_BYTES and "?" not in self.key
        self._stored = pack(body) if self._is_packed else body
        # A fast hash for the ETag: nobody gains by a collision of public content.
        self.digest = xxh3_128_hexdigest(body)

    def variant(self, encoding: str) -> EncodedVariant:
        """Return the variant in a content coding, made on first use; small bodies are not compressed."""
        return self.variants.get(encoding) or self._add(encoding, self._encode(encoding))

    async def load_variant(self, encoding: str) -> EncodedVariant:
        """Return the variant; compress or unpack a large body in a worker thread."""
        if self.is_slow(encoding):
            return self._add(encoding, await run_in_threadpool(self._encode, encoding))
        return self.variant(encoding)

    def is_slow(self, encoding: str) -> bool:
        """Return whether the variant is still to be made, of a body that is large."""
        threshold = SLOW_PACKING_BYTES if encoding == IDENTITY else SLOW_BODY_BYTES
        return encoding not in self.variants and self._length >= threshold

    def check_acceptable(self, accept: bytes) -> None:
        """Raise a 406 problem if this is of the API and `Accept` excludes its media type."""
        if not self.is_acceptable(accept):
            raise ProblemError(
                NOT_ACCEPTABLE, f"This address is {self._media_type}: accept that, or leave `Accept` out."
            )

    def is_acceptable(self, accept: bytes) -> bool:
        """Return whether `Accept` admits the media type; pages are sent whatever it says."""
        return not self._media_type or is_acceptable(accept, self._media_type)

    @cached_property
    def _media_type(self) -> str:
        """Return the media type that `Accept` is about, empty outside the API."""
        if not API_PATH.match(self.path):
            return ""
        return dict(self.headers).get(b"content-type", b"").partition(b";")[0].decode()

    def etag(self, encoding: str) -> bytes:
        """Return the strong ETag of the variant in a content coding."""
        return self._etag(self._coding(encoding))

    @cached_property
    def etags(self) -> frozenset[bytes]:
        """Return every ETag of this content; a proxy that compresses may add its coding to one."""
        return frozenset(map(self._etag, (IDENTITY, *ENCODERS)))

    def _etag(self, coding: str) -> bytes:
        return (f'"{self.digest}"' if coding == IDENTITY else f'"{self.digest}-{coding}"').encode()

    def _coding(self, encoding: str) -> str:
        return IDENTITY if self._length < MIN_COMPRESSED_BYTES else encoding

    def _add(self, encoding: str, made: EncodedVariant) -> EncodedVariant:
        if encoding == IDENTITY and self._is_packed:
            return made
        variant = self.variants.setdefault(encoding, made)
        if variant is made and self.on_growth:
            self.on_growth(self)
        return variant

    def _encode(self, encoding: str) -> EncodedVariant:
        etag, encoding = self.etag(encoding), self._coding(encoding)
        body = unpack(self._stored) if self._is_packed else self._stored
        fields = [
            *self.headers,
            (b"etag", etag),
            (b"vary", b"Accept-Encoding"),
            (b"accept-ranges", b"bytes"),
        ]
        if encoding != IDENTITY:
            # Any response without a query, and every delta, is requested often.
            is_frequent = "?" not in self.key or self.key.startswith(DELTA_PREFIX)
            body = compress(body, encoding, is_frequent=is_frequent)
            fields.append((b"content-encoding", encoding.encode()))
        fields.append((b"content-length", b"%d" % len(body)))
        return EncodedVariant(etag, self.etags, _prepare(HTTPStatus.OK, with_default_headers(fields), body))

    @cached_property
    def path(self) -> str:
        """Return the decoded path, without the query."""
        return unquote(self.key.partition("?")[0])

    @property
    def size_bytes(self) -> int:
        """Return the accounted size, with all variants made so far."""
        return self._base_bytes + sum(variant.size_bytes for variant in self.variants.values())

    @cached_property
    def _base_bytes(self) -> int:
        return len(self._stored) + len(self.key) + 2 * len(encode_headers(self.headers)) + RESPONSE_OVERHEAD


async def response_to_cache(key: str, headers: RawHeaders, body: bytes) -> CachedResponse:
    """Return a response; a very large body is packed in a worker thread."""
    if len(body) < SLOW_PACKING_BYTES:
        return CachedResponse(key, headers, body)
    return await run_in_threadpool(CachedResponse, key, headers, body)


class ResponseCache:
    """Responses by path and canonical query, evicted by least recent use."""

    def __init__(self, max_bytes: int) -> None:
        """Bound the accounted size in bytes; 0 caches nothing."""
        self._targets: dict[bytes, CachedResponse] = {}
        query_bytes = max_bytes // QUERY_SHARE
        self._queryless = _LRU(max_bytes - query_bytes, self._targets)
        self._queries = _LRU(query_bytes, self._targets)

    def get(self, target: bytes) -> CachedResponse | None:
        """Return the response to a request target as it stands in a request line, or None."""
        response = self._targets.get(target)
        return self.find(response.key) if response else None

    def find(self, key: str) -> CachedResponse | None:
        """Return the response under a canonical key, or None; it becomes the most recently used."""
        found: CachedResponse | None = self._lru(key).get(key)
        return found

    def put(self, response: CachedResponse) -> None:
        """Cache a response in place of any under its key, unless it is larger than the bound."""
        self._lru(response.key).store(response)

    def add_target(self, target: bytes, response: CachedResponse) -> None:
        """Let a request target find a cached response: the first few spellings of each address."""
        if response.on_growth and len(target) <= MAX_TARGET_BYTES and len(response.targets) < MAX_TARGETS:
            response.targets.append(target)
            self._targets[target] = response

    def fits(self, size: int) -> bool:
        """Return whether a response of this many bytes to a request without a query can be cached."""
        return size <= self._queryless.maxsize

    def clear(self) -> None:
        """Drop all responses; those being sent are not affected."""
        self._queryless.clear()
        self._queries.clear()

    @property
    def size_bytes(self) -> int:
        """Return the accounted size of all cached responses."""
        return int(self._queryless.currsize + self._queries.currsize)

    @property
    def count(self) -> int:
        """Return the number of cached responses."""
        return len(self._queryless) + len(self._queries)

    def _lru(self, key: str) -> "_LRU":
        return self._queries if "?" in key else self._queryless


class _LRU(LRUCache[str, CachedResponse]):
    """An LRU cache bounded by bytes, which re-accounts a response that grows and drops its targets."""

    def __init__(self, max_bytes: int, targets: dict[bytes, CachedResponse]) -> None:
        super().__init__(max_bytes, getsizeof=lambda response: response.size_bytes)
        self._response_targets = targets

    def store(self, response: CachedResponse) -> None:
        self.pop(response.key, None)
        with suppress(ValueError):  # larger than the bound
            self[response.key] = response
            response.on_growth = self.store_grown

    def store_grown(self, response: CachedResponse) -> None:
        targets = list(response.targets)
        self.store(response)
        if response.on_growth:
            response.targets.extend(targets)
            self._response_targets.update(dict.fromkeys(targets, response))

    def __delitem__(self, key: str) -> None:
        response = self[key]
        super().__delitem__(key)
        response.on_growth = None
        for target in response.targets:
            self._response_targets.pop(target, None)
        response.targets.clear()


def _prepare(status: HTTPStatus, fields: RawHeaders, body: bytes) -> PreparedResponse:
    return PreparedResponse(status.value, PreencodedHeaders(fields, encode_headers(fields), len(body)), body)


def parse_query_string(query: bytes) -> QueryPairs:
    """Return the parameters of a query string in order."""
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


def cache_key(path: str, pairs: QueryPairs) -> str:
    """Return the key of a request: parameters sorted by name, the order within a name kept.

    The path comes decoded and is encoded again, so that an encoded question mark starts no query.
    """
    path = quote(path)
    pairs = sorted(pairs, key=itemgetter(0))
    return f"{path}?{'&'.join(_encode(pair) for pair in pairs)}" if pairs else path


def _encode(pair: tuple[str, str]) -> str:
    name, value = pair
    return f"{name}={value}" if UNRESERVED.fullmatch(name + value) else urlencode([pair])
