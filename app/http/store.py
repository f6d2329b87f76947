"""The store of ready answers: made once a release, kept within a bound of bytes."""

from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from app.http.encodings import IDENTITY, encoded

Headers = list[tuple[bytes, bytes]]

SHARE_OF_QUERIES = 4
"""Answers to query strings may take one part in four of the bound: a flood of them cannot push out the
catalogue's own pages, of which there is a fixed number."""

OVERHEAD = 1024
"""Bytes that an answer takes beside its body: key, headers, tags."""


@dataclass
class Answer:
    """A ready answer: its headers, its body, and every encoded form that was asked for."""

    headers: Headers
    body: bytes
    forms: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def form(self, encoding: str) -> tuple[bytes, str]:
        """Return the bytes in an encoding and their strong ETag, which differs for each encoding."""
        if encoding not in self.forms:
            digest = sha256(self.body).hexdigest()[:24]
            tag = f'"{digest}"' if encoding == IDENTITY else f'"{digest}-{encoding}"'
            self.forms[encoding] = (encoded(self.body, encoding), tag)
        return self.forms[encoding]

    @property
    def charge(self) -> int:
        """Return the bytes it counts for: the compressed forms together take less than the body."""
        return 2 * len(self.body) + OVERHEAD


class Shelf:
    """Answers up to a bound of bytes; what was asked for longest ago makes room."""

    def __init__(self, most_bytes: int) -> None:
        """Hold at most this many bytes."""
        self._most = most_bytes
        self._held: OrderedDict[str, Answer] = OrderedDict()
        self.size = 0

    def get(self, key: str) -> Answer | None:
        """Return the answer to a key and remember that it was asked for."""
        answer = self._held.get(key)
        if answer is not None:
            self._held.move_to_end(key)
        return answer

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer, unless it is larger than the shelf."""
        if answer.charge > self._most:
            return
        replaced = self._held.pop(key, None)
        self.size += answer.charge - (replaced.charge if replaced else 0)
        self._held[key] = answer
        while self.size > self._most:
            _, dropped = self._held.popitem(last=False)
            self.size -= dropped.charge


class Store:
    """Answers by path and canonical query, within a bound of bytes."""

    def __init__(self, most_bytes: int) -> None:
        """Keep at most this many bytes; 0 keeps nothing."""
        queries = most_bytes // SHARE_OF_QUERIES
        self._pages = Shelf(most_bytes - queries)
        self._queries = Shelf(queries)

    def get(self, key: str) -> Answer | None:
        """Return the answer to a key, or None."""
        return self._shelf(key).get(key)

    def put(self, key: str, answer: Answer) -> None:
        """Keep the answer to a key."""
        self._shelf(key).put(key, answer)

    @property
    def size(self) -> int:
        """Return the bytes that its answers count for."""
        return self._pages.size + self._queries.size

    def _shelf(self, key: str) -> Shelf:
        return self._queries if "?" in key else self._pages


def key_of(path: str, query: bytes) -> str:
    """Return the key of a request: parameters sorted by name, the order within a name kept."""
    if not query:
        return path
    pairs = sorted(parse_qsl(query.decode("latin-1"), keep_blank_values=True), key=lambda pair: pair[0])
    return f"{path}?{urlencode(pairs)}"
