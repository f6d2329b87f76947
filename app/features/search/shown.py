"""What is shown of an entry that was found, and where the words that were asked stand in it."""

import json
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from app.catalog import Catalog
from app.features.search.documents import Names
from app.features.search.schemas import HitCaution, HitClaim
from app.features.search.text import Stems, tokens
from app.model import Model

CARDS: dict[str, type[Model]] = {"claims": HitClaim, "cautions": HitCaution}

MOST_TOKENISED = 2048
"""Entries whose words are kept with their places; others are read again when they are found."""

Placed = tuple[tuple[int, int, str], ...]
"""Where each word of a text begins and ends, and its stem."""

Spans = list[tuple[int, int]]


class Places(NamedTuple):
    """The words of these texts with their places."""

    name: Placed
    other_names: tuple[Placed, ...]
    summary: Placed


class Shown:
    """What is shown of every entry, by its number: as JSON, made once, and its texts."""

    def __init__(self, stems: Stems) -> None:
        """Hold nothing yet."""
        self.stems = stems
        self._json: list[bytes] = []
        self.names: list[Names] = []
        self.places = lru_cache(maxsize=MOST_TOKENISED)(self._places)

    def add(self, found: dict[str, Any], names: Names) -> None:
        """Take what is shown of the next entry, and its names."""
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        self._json.append(text.encode()[:-1])
        self.names.append(names)

    def hit(self, number: int, asked: Collection[str], words: int) -> bytes:
        """Return a hit as JSON, with the ranges of the stems that were asked for so many words."""
        places = self.places(number)
        name = spans(places.name, asked)
        also = best_name(places.other_names, asked, len(name)) if len(name) < words else None
        found_as = "null" if also is None else json.dumps(self.names[number].other_names[also])
        in_summary = spans_json(spans(places.summary, asked))
        in_found_as = "[]" if also is None else spans_json(spans(places.other_names[also], asked))
        ranges = f'{{"name":{spans_json(name)},"summary":{in_summary},"found_as":{in_found_as}}}'
        return self._json[number] + f',"found_as":{found_as},"ranges":{ranges}}}'.encode()

    def _places(self, number: int) -> Places:
        names = self.names[number]
        others = tuple(self._placed(name) for name in names.other_names)
        return Places(self._placed(names.name), others, self._placed(names.summary))

    def _placed(self, text: str) -> Placed:
        return tuple((token.start, token.end, self.stems.stem(token.word)) for token in tokens(text))


def spans(placed: Placed, asked: Collection[str]) -> Spans:
    """Return where stems that were asked stand."""
    return [(start, end) for start, end, stem in placed if stem in asked]


def best_name(names: Sequence[Placed], asked: Collection[str], than: int) -> int | None:
    """Return the place of the name that holds most of what was asked, if it is more than so many words."""
    held = [len(spans(placed, asked)) for placed in names]
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

    def found(self, key: str) -> dict[str, Any]:
        """Return what a list of hits shows of an entry; a claim's own grade is among its claims."""
        held = self._catalog.held[key]
        fields = held.fields()
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
        card = json.loads(self._catalog.held[f"{kind}/{slug}"].card or b"{}")
        return {name: card[name] for name in CARDS[kind].model_fields}
