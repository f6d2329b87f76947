"""What is shown of an entry that was found, and where the words that were asked stand in it."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.features.search.schemas import HitCaution, HitClaim
from app.features.search.searchable_text import Names
from app.features.search.tokenizer import places

CARDS: dict[str, type[Model]] = {"claims": HitClaim, "cautions": HitCaution}

Stemmed = tuple[str, ...]
"""The stem of each word of a text as it is written."""

Spans = list[tuple[int, int]]


class Words(NamedTuple):
    """The stems of the texts of an entry in which found words are marked."""

    name: Stemmed
    other_names: tuple[Stemmed, ...]
    summary: Stemmed


class HitSerializer:
    """What is shown of every entry, by its number: as JSON, made once, and its texts."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.names: list[Names] = []
        self.words: list[Words] = []
        self._json: list[bytes] = []

    def add(self, found: dict[str, Any], names: Names, words: Words) -> None:
        """Take what is shown of the next entry, its names and their stems."""
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        self._json.append(text.encode()[:-1])
        self.names.append(names)
        self.words.append(words)

    def hit(self, number: int, asked: set[str], words: int) -> bytes:
        """Return a hit as JSON, with the ranges of the stems that were asked for so many words."""
        names, stems = self.names[number], self.words[number]
        name = spans(names.name, stems.name, asked)
        also = best_name(stems.other_names, asked, len(name)) if len(name) < words else None
        in_summary = spans_json(spans(names.summary, stems.summary, asked))
        found_as, in_found_as = "null", "[]"
        if also is not None:
            found_as = json.dumps(names.other_names[also])
            in_found_as = spans_json(spans(names.other_names[also], stems.other_names[also], asked))
        ranges = f'{{"name":{spans_json(name)},"summary":{in_summary},"found_as":{in_found_as}}}'
        return self._json[number] + f',"found_as":{found_as},"ranges":{ranges}}}'.encode()


def spans(text: str, stems: Stemmed, asked: set[str]) -> Spans:
    """Return where the words with stems that were asked stand in a text."""
    if asked.isdisjoint(stems):
        return []
    return [place for place, stem in zip(places(text), stems, strict=True) if stem in asked]


def best_name(names: Sequence[Stemmed], asked: set[str], than: int) -> int | None:
    """Return the place of the name that holds most of what was asked, if it is more than so many words."""
    held = [sum(stem in asked for stem in stems) for stems in names]
    most = max(held, default=0)
    return held.index(most) if most > than else None


def spans_json(found: Spans) -> str:
    """Return spans as they stand in answers."""
    return "[" + ",".join([f'{{"start":{start},"end":{end}}}' for start, end in found]) + "]"


class Cards:
    """The grades of claims and the headings of cautions, as hits show them."""

    def __init__(self, catalog: Catalog) -> None:
        """Show those of a release."""
        self._catalog = catalog
        self._short = cache(self._shortened)

    def found(self, key: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a list of hits shows of an entry; a claim's own grade is among its claims."""
        held = self._catalog.stored[key]
        kind, _, slug = key.partition("/")
        own = [slug] if kind == "claims" else []
        return {
            **{name: fields[name] for name in ("kind", "slug", "name", "summary", "href")},
            "certainty": fields["certainty"] if kind == "claims" else None,
            "direction": fields["direction"] if kind == "claims" else None,
            "severity": fields["severity"] if kind == "cautions" else None,
            "claims": [self._short("claims", one) for one in (*own, *held.claims)],
            "cautions": [self._short("cautions", one) for one in held.cautions],
        }

    def _shortened(self, kind: str, slug: str) -> dict[str, Any]:
        card = json.loads(self._catalog.stored[f"{kind}/{slug}"].card or b"{}")
        return {name: card[name] for name in CARDS[kind].model_fields}
