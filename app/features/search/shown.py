"""What is shown of an entry that was found, and where the words that were asked stand in it."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.entries import ClaimCard, Entry
from app.features.search.schemas import FoundEntry, HitCaution, HitClaim
from app.features.search.text import Stems, tokens
from app.kinds.cautions.schemas import Caution
from app.kinds.claims.schemas import Claim

MOST_TOKENISED = 2048
"""Entries whose words are kept with their places; others are read again when they are found."""

Placed = tuple[tuple[int, int, str], ...]
"""Where each word of a text begins and ends, and its stem."""

Spans = list[tuple[int, int]]


class Names(NamedTuple):
    """The texts of an entry in which found words are marked."""

    name: str
    other_names: tuple[str, ...]
    summary: str


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

    def add(self, entry: Entry, names: Names) -> None:
        """Take the next entry."""
        self._json.append(found_entry(entry).model_dump_json().encode()[:-1])
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


def found_entry(entry: Entry) -> FoundEntry:
    """Return what a list of hits shows of an entry; a claim's own grade is among its claims."""
    claims = tuple(map(_grade, entry.claims))
    own = _grade(entry) if isinstance(entry, Claim) else None
    return FoundEntry.model_construct(
        **{name: getattr(entry, name) for name in ("kind", "slug", "name", "summary", "href")},
        certainty=None if own is None else own.certainty,
        direction=None if own is None else own.direction,
        severity=entry.severity if isinstance(entry, Caution) else None,
        claims=claims if own is None else (own, *claims),
        cautions=tuple(
            HitCaution.model_construct(
                slug=one.slug, severity=one.severity, title=one.title, must_display=one.must_display
            )
            for one in entry.cautions
        ),
    )


def _grade(claim: Claim | ClaimCard) -> HitClaim:
    return HitClaim.model_construct(slug=claim.slug, certainty=claim.certainty, direction=claim.direction)
