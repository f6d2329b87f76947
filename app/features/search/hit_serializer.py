"""Serialize search hits as JSON, with the spans of matching words."""

import json
from collections.abc import Mapping
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.stored_entry import StoredEntry
from app.core.base_model import Model
from app.features.search.schemas import HitCaution, HitClaim
from app.features.search.searchable_text import EntryNames
from app.features.search.tokenizer import Stems, tokens

CARDS: dict[str, type[Model]] = {"claims": HitClaim, "cautions": HitCaution}

Cards = Mapping[str, dict[str, Any]]
"""Shortened cards of claims and cautions, by key."""

Spans = list[tuple[int, int]]


class HitSerializer:
    """Pre-serialized hits of all entries by number, with the texts to highlight."""

    def __init__(self, stems: Stems) -> None:
        """Start without entries."""
        self.names: list[EntryNames] = []
        self._json: list[bytes] = []
        self._stems = stems

    def add(self, fields: dict[str, Any], names: EntryNames) -> None:
        """Add the next entry: its hit fields and names."""
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        self._json.append(text.encode()[:-1])
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
        """Return the spans of the words of a text whose stem matches."""
        stem = self._stems.stem
        return [(token.start, token.end) for token in tokens(text) if stem(token.word) in matched]


def _json(spans: Spans) -> str:
    return "[" + ",".join([f'{{"start":{start},"end":{end}}}' for start, end in spans]) + "]"


def hit_cards(catalog: Catalog) -> Cards:
    """Return the shortened card of every claim and caution."""
    return {
        key: {name: card[name] for name in model.model_fields}
        for kind, model in CARDS.items()
        for key in catalog.keys(kind)
        for card in [json.loads(catalog.card_json(kind, key.partition("/")[2]))]
    }


def hit_fields(stored: StoredEntry, fields: Mapping[str, Any], cards: Cards) -> dict[str, Any]:
    """Return the hit fields of an entry; a claim lists its own grade among its claims."""
    kind = fields["kind"]
    own = [fields["slug"]] if kind == "claims" else []
    return {
        **{name: fields[name] for name in ("kind", "slug", "name", "summary", "href")},
        "certainty": fields["certainty"] if kind == "claims" else None,
        "direction": fields["direction"] if kind == "claims" else None,
        "severity": fields["severity"] if kind == "cautions" else None,
        "claims": [cards[f"claims/{slug}"] for slug in (*own, *stored.claims)],
        "cautions": [cards[f"cautions/{slug}"] for slug in stored.cautions],
    }
