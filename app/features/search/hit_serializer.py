"""Serialize search hits as JSON, with the spans of matching words."""

import json
from collections.abc import Mapping
from functools import lru_cache
from sys import intern
from typing import Any

from app.catalog.stored_entry import StoredEntry
from app.core.compact_json import compact_json
from app.features.embedded_cards import shown_cautions, shown_claims
from app.features.search.searchable_text import EntryNames
from app.features.search.tokenizer import WORD, Stems, plain

MAX_CACHED_TEXTS = 1 << 14
"""Size of the LRU cache of the stems of texts; the words themselves are shared."""

Spans = list[tuple[int, int]]


class HitSerializer:
    """Pre-serialized hits of all entries by number, with the texts to highlight."""

    def __init__(self, stems: Stems) -> None:
        """Start without entries."""
        self.names: list[EntryNames] = []
        self._json: list[bytes] = []

        @lru_cache(MAX_CACHED_TEXTS)
        def stems_of(text: str) -> tuple[str, ...]:
            """Return the stem of each word; empty for one without a letter in plain."""
            return tuple(intern(stems.stem(plain(raw))) for raw in WORD.findall(text))

        self._stems_of = stems_of

    def add(self, fields: dict[str, Any], names: EntryNames) -> None:
        """Add the next entry: its hit fields and names."""
        self._json.append(compact_json(fields)[:-1])
        self.names.append(names)

    def hit(self, number: int, matched: set[str], words: int) -> bytes:
        """Return a hit as JSON with highlight ranges.

        `matched` are all stems that match the query, `words` is the number of query words. Another name is
        shown if it matches more of them than the name.
        """
        names = self.names[number]
        in_name = self._spans(names.name, matched)
        others = [(other, self._spans(other, matched)) for other in names.other_names]
        found_as, in_other = max(others, key=lambda one: len(one[1]), default=(None, []))
        if len(in_name) >= words or len(in_other) <= len(in_name):
            found_as, in_other = None, []
        in_summary = self._spans(names.summary, matched)
        ranges = f'{{"name":{_json(in_name)},"summary":{_json(in_summary)},"found_as":{_json(in_other)}}}'
        return self._json[number] + f',"found_as":{json.dumps(found_as)},"ranges":{ranges}}}'.encode()

    def _spans(self, text: str, matched: set[str]) -> Spans:
        """Return the spans of the words of a text whose stem matches; few texts have one."""
        stems = self._stems_of(text)
        if matched.isdisjoint(stems):
            return []
        words = zip(WORD.finditer(text), stems, strict=True)
        return [word.span() for word, stem in words if stem in matched]


def _json(spans: Spans) -> str:
    return "[" + ",".join([f'{{"start":{start},"end":{end}}}' for start, end in spans]) + "]"


def hit_fields(stored: StoredEntry, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the hit fields of an entry; a claim lists its own grade, a caution its own sentence."""
    kind = fields["kind"]
    return {
        **{name: fields[name] for name in ("kind", "slug", "name", "summary", "href", "icon")},
        "claims": json.loads(shown_claims(kind, stored)),
        "cautions": json.loads(shown_cautions(kind, stored)),
    }
