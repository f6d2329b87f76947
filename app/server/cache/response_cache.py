"""The store of ready answers: made once a release, kept within a bound of bytes."""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from urllib.parse import unquote

from xxhash import xxh3_128_hexdigest

from app.server.http.headers import Headers, encode_headers, with_default_headers
from app.server.http.negotiation import IDENTITY, compress

OF_A_FORM = {b"content-length", b"etag", b"vary", b"content-encoding"}
OF_A_BODY = {b"content-encoding", b"content-length"}

FOUND, UNCHANGED = HTTPStatus.OK.value, HTTPStatus.NOT_MODIFIED.value

SHARE_OF_QUERIES = 4
"""Answers to query strings may take one part in four of the bound: a flood of them cannot push out the
catalogue's own pages, of which there is a fixed number."""

OVERHEAD = 4 * 1024
"""Bytes that an answer takes beside its body, key and header fields: targets and objects."""

FORM_OVERHEAD = 3 * 1024
"""Bytes that a form takes beside its body and its heads: lists and pairs of header fields, and its tag."""

SMALLEST_COMPRESSED = 256
"""Bytes: below this, compression costs more than it saves."""

DELTAS = "/v1/changes?"
"""There is one for each release, and every client that has that release asks for it."""

TARGETS = 4
LONGEST_TARGET = 256
"""How many spellings of its address an answer remembers, and how many bytes each may have."""


@dataclass(frozen=True)
class PreparedResponse:
    """An answer ready to be sent: its own headers, all headers, and these as lines on the wire."""

    status: int
    headers: Headers
    whole: Headers
    head: bytes
    body: bytes


@dataclass(frozen=True)
class EncodedVariant:
    """An answer in one encoding: its strong ETag, a whole answer, and one for who holds it already."""

    tag: bytes
    found: PreparedResponse

    @cached_property
    def unchanged(self) -> PreparedResponse:
        """Return the answer for who holds it already."""
        kept = [field for field in self.found.headers if field[0] not in OF_A_BODY]
        return _ready(UNCHANGED, kept, b"")

    def answer(self, if_none_match: bytes) -> PreparedResponse:
        """Return the answer for a client that may hold this form already."""
        return self.unchanged if if_none_match and matches(if_none_match, self.tag) else self.found

    @property
    def charge(self) -> int:
        """Return the bytes it counts for; the header fields are held as pairs and as lines, twice."""
        return len(self.found.body) + 4 * len(self.found.head) + FORM_OVERHEAD


@dataclass
class CachedResponse:
    """A ready answer: its headers, its body, and every encoded form that was asked for."""

    key: str
    headers: Headers
    body: bytes
    forms: dict[str, EncodedVariant] = field(default_factory=dict)
    targets: list[bytes] = field(default_factory=list)
    shelf: "LRUCache | None" = None

    def form(self, encoding: str) -> EncodedVariant:
        """Return the form in an encoding; what is too small to compress is sent as it is."""
        form = self.forms.get(encoding)
        if form is None:
            form = self.forms[encoding] = self._form(encoding)
            if self.shelf:
                self.shelf.grow(form.charge)
        return form

    def _form(self, encoding: str) -> EncodedVariant:
        if len(self.body) < SMALLEST_COMPRESSED:
            encoding = IDENTITY
        body = compress(self.body, encoding, is_page=is_page(self.key))
        tag = (f'"{self.digest}"' if encoding == IDENTITY else f'"{self.digest}-{encoding}"').encode()
        always = [*self.headers, (b"etag", tag), (b"vary", b"Accept-Encoding")]
        coded = [] if encoding == IDENTITY else [(b"content-encoding", encoding.encode())]
        return EncodedVariant(
            tag, _ready(FOUND, [*always, *coded, (b"content-length", b"%d" % len(body))], body)
        )

    @cached_property
    def digest(self) -> str:
        """Return what tells the body from any other; a quick hash, since nobody gains by forging one."""
        return xxh3_128_hexdigest(self.body)

    @cached_property
    def path(self) -> str:
        """Return the path it answers, without the query."""
        return unquote(self.key.partition("?")[0])

    @property
    def charge(self) -> int:
        """Return the bytes it counts for, with the forms made so far."""
        return self._own_charge + sum(form.charge for form in self.forms.values())

    @cached_property
    def _own_charge(self) -> int:
        return len(self.body) + len(self.key) + 2 * len(encode_headers(self.headers)) + OVERHEAD


class LRUCache:
    """Answers up to a bound of bytes; what was asked for longest ago makes room."""

    def __init__(self, most_bytes: int, targets: dict[bytes, CachedResponse]) -> None:
        """Hold at most this many bytes; the targets of what goes are forgotten with it."""
        self.most = most_bytes
        self._targets = targets
        self._held: OrderedDict[str, CachedResponse] = OrderedDict()
        self.size = 0

    def get(self, key: str) -> CachedResponse | None:
        """Return the answer to a key and remember that it was asked for."""
        answer = self._held.get(key)
        if answer is not None:
            self._held.move_to_end(key)
        return answer

    def touch(self, key: str) -> None:
        """Remember that an answer it holds was asked for."""
        self._held.move_to_end(key)

    def put(self, answer: CachedResponse) -> None:
        """Keep an answer in place of any before it, unless it is larger than the shelf."""
        if answer.key in self._held:
            self._drop(answer.key)
        if answer.charge <= self.most:
            self._held[answer.key] = answer
            answer.shelf = self
            self.grow(answer.charge)

    def grow(self, by: int) -> None:
        """Count more bytes, and make room for them."""
        self.size += by
        while self.size > self.most:
            self._drop(next(iter(self._held)))

    def empty(self) -> None:
        """Let go of all answers."""
        while self._held:
            self._drop(next(iter(self._held)))

    @property
    def count(self) -> int:
        """Return how many answers it holds."""
        return len(self._held)

    def _drop(self, key: str) -> None:
        gone = self._held.pop(key)
        gone.shelf = None
        self.size -= gone.charge
        for target in gone.targets:
            self._targets.pop(target, None)


class ResponseCache:
    """Answers by path and canonical query, within a bound of bytes."""

    def __init__(self, most_bytes: int) -> None:
        """Keep at most this many bytes; 0 keeps nothing."""
        queries = most_bytes // SHARE_OF_QUERIES
        self._targets: dict[bytes, CachedResponse] = {}
        self._pages = LRUCache(most_bytes - queries, self._targets)
        self._queries = LRUCache(queries, self._targets)

    def has_room(self, size: int) -> bool:
        """Return whether a page of this many bytes would be kept."""
        return self._pages.most >= size

    def get(self, key: str) -> CachedResponse | None:
        """Return the answer to a key, or None."""
        return self._shelf(key).get(key)

    def put(self, answer: CachedResponse) -> None:
        """Keep an answer under its key."""
        self._shelf(answer.key).put(answer)

    def at(self, target: bytes) -> CachedResponse | None:
        """Return the answer to a request target as it stands in a request line, or None."""
        answer = self._targets.get(target)
        if answer is not None and answer.shelf:
            answer.shelf.touch(answer.key)
        return answer

    def name(self, target: bytes, key: str) -> None:
        """Let a kept answer be found by a request target too: the first few spellings of each."""
        answer = self.get(key)
        if answer and target not in self._targets and len(target) <= LONGEST_TARGET:
            if len(answer.targets) == TARGETS:
                return
            answer.targets.append(target)
            self._targets[target] = answer

    def empty(self) -> None:
        """Let go of all answers; those on their way out are not touched."""
        self._pages.empty()
        self._queries.empty()

    @property
    def size(self) -> int:
        """Return the bytes that its answers count for."""
        return self._pages.size + self._queries.size

    @property
    def count(self) -> int:
        """Return how many answers it holds."""
        return self._pages.count + self._queries.count

    def _shelf(self, key: str) -> LRUCache:
        return self._queries if "?" in key else self._pages


def _ready(status: int, headers: Headers, body: bytes) -> PreparedResponse:
    whole = with_default_headers(headers)
    return PreparedResponse(status, headers, whole, encode_headers(whole), body)


def is_page(key: str) -> bool:
    """Return whether an answer is asked for again and again: any without a query, and every delta."""
    return "?" not in key or key.startswith(DELTAS)


def matches(if_none_match: bytes, tag: bytes) -> bool:
    """Return whether `If-None-Match` names this ETag; weak comparison, as RFC 9110 asks for it."""
    if if_none_match == tag:
        return True
    named = {part.strip().removeprefix(b"W/") for part in if_none_match.split(b",")}
    return b"*" in named or tag in named


def cached_response_of(key: str, headers: Headers, body: bytes) -> CachedResponse:
    """Return what the application answered to a key, to be kept; what belongs to a form is made with it."""
    return CachedResponse(key, [field for field in headers if field[0].lower() not in OF_A_FORM], body)
