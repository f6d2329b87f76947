"""Serialize search hits as JSON, with the spans of matching words."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.features.search.schemas import HitCaution, HitClaim
from app.features.search.searchable_text import EntryNames
from app.features.search.tokenizer import word_spans

CARDS: dict[str, type[Model]] = {"claims": HitClaim, "cautions": HitCaution}

Stemmed = tuple[str, ...]
"""Stem of each word of a text, in order."""

Spans = list[tuple[int, int]]


class HitStems(NamedTuple):
    """Stems of the texts of an entry in which matches are highlighted."""

    name: Stemmed
    other_names: tuple[Stemmed, ...]
    summary: Stemmed


class HitSerializer:
    """Pre-serialized hits of all entries by number, with the texts to highlight."""

    def __init__(self) -> None:
        """Start without entries."""
        self.names: list[EntryNames] = []
        self.stems: list[HitStems] = []
        self._json: list[bytes] = []

    def add(self, fields: dict[str, Any], names: EntryNames, stems: HitStems) -> None:
        """Add the next entry: its hit fields, names and stems."""
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        self._json.append(text.encode()[:-1])
        self.names.append(names)
        self.stems.append(stems)

    def hit(self, number: int, matched: set[str], words: int) -> bytes:
        """Return a hit as JSON with highlight ranges.

        `matched` are all stems that match the query, `words` is the number of query words.
        """
        names, own = self.names[number], self.stems[number]
        name = spans(names.name, own.name, matched)
        best = best_name(own.other_names, matched, len(name)) if len(name) < words else None
        in_summary = spans_json(spans(names.summary, own.summary, matched))
        found_as, in_found_as = "null", "[]"
        if best is not None:
            found_as = json.dumps(names.other_names[best])
            in_found_as = spans_json(spans(names.other_names[best], own.other_names[best], matched))
        ranges = f'{{"name":{spans_json(name)},"summary":{in_summary},"found_as":{in_found_as}}}'
        return self._json[number] + f',"found_as":{found_as},"ranges":{ranges}}}'.encode()


def spans(text: str, stems: Stemmed, matched: set[str]) -> Spans:
    """Return the spans of the words of a text whose stem matches."""
    if matched.isdisjoint(stems):
        return []
    return [span for span, stem in zip(word_spans(text), stems, strict=True) if stem in matched]


def best_name(names: Sequence[Stemmed], matched: set[str], than: int) -> int | None:
    """Return the index of the name with the most matching stems, if more than `than`."""
    counts = [sum(stem in matched for stem in stems) for stems in names]
    most = max(counts, default=0)
    return counts.index(most) if most > than else None


def spans_json(found: Spans) -> str:
    """Return spans as JSON."""
    return "[" + ",".join([f'{{"start":{start},"end":{end}}}' for start, end in found]) + "]"


class HitCards:
    """Hit fields of entries, with shortened cards of claims and cautions."""

    def __init__(self, catalog: Catalog) -> None:
        """Read the cards of a release."""
        self._catalog = catalog
        self._cards: dict[str, dict[str, Any]] = {}

    def hit_fields(self, key: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the hit fields of an entry; a claim lists its own grade among its claims."""
        stored = self._catalog.stored[key]
        kind, _, slug = key.partition("/")
        own = [slug] if kind == "claims" else []
        return {
            **{name: fields[name] for name in ("kind", "slug", "name", "summary", "href")},
            "certainty": fields["certainty"] if kind == "claims" else None,
            "direction": fields["direction"] if kind == "claims" else None,
            "severity": fields["severity"] if kind == "cautions" else None,
            "claims": [self._card(f"claims/{one}") for one in (*own, *stored.claims)],
            "cautions": [self._card(f"cautions/{one}") for one in stored.cautions],
        }

    def _card(self, key: str) -> dict[str, Any]:
        """Return the shortened card of a claim or a caution, made once."""
        if key not in self._cards:
            card = json.loads(self._catalog.stored[key].card or b"{}")
            self._cards[key] = {name: card[name] for name in CARDS[key.partition("/")[0]].model_fields}
        return self._cards[key]
