"""Number the sources that a set of entries cites, in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalog.catalog import Catalog
from app.core.entry_keys import split_keys
from app.core.references import iter_references
from app.features.citations.schemas import GUIDE, MAX_ITEMS, Support, Unsupported
from app.features.embedded_cards import reference_to
from app.features.name_resolution import InvalidParameter, InvalidQueryError, UnknownNameError, unknown_key
from app.kinds.cautions import Caution
from app.kinds.claims import Claim
from app.kinds.sources import Source
from app.schemas.entries import Entry
from app.vocabulary.grading import Stance

CitationUse = tuple[str, Support]
"""Slug of a source, and what it is cited for."""


@dataclass(frozen=True)
class CitedSource:
    """A source with its citation number and what it is cited for."""

    n: int
    source: Source
    supports: tuple[Support, ...]


@dataclass(frozen=True)
class Citations:
    """Cited sources in reading order, and the claims and cautions without a source."""

    cited: tuple[CitedSource, ...]
    unsupported: tuple[Unsupported, ...]
    oldest_review: date


def citations_of(catalog: Catalog, keys: tuple[str, ...]) -> Citations:
    """Return the citations of entries: for each, its claims, its cautions, then the entry itself."""
    uses: dict[str, dict[str, Support]] = {}
    unsupported: dict[str, Unsupported] = {}
    seen: dict[str, Entry] = {}
    for key in keys:
        for entry in _with_claims_and_cautions(catalog, catalog.entry(*key.split("/"))):
            if entry.href in seen:
                continue
            seen[entry.href] = entry
            own = list(_uses(entry))
            for source, support in own:
                uses.setdefault(source, {}).setdefault(support.id, support)
            if not own and isinstance(entry, Claim | Caution):
                unsupported[entry.href] = _unsupported(entry)
    sources = ((catalog.entry("sources", slug), supports) for slug, supports in uses.items())
    cited = tuple(
        CitedSource(n, source, tuple(supports.values()))
        for n, (source, supports) in enumerate(sources, start=1)
        if isinstance(source, Source)
    )
    reviewed = [entry.review.reviewed_on for entry in (*seen.values(), *(one.source for one in cited))]
    return Citations(cited, tuple(unsupported.values()), min(reviewed))


def resolve_keys(catalog: Catalog, items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the unique `<kind>/<slug>` of the requested entries, in request order.

    Raises UnknownNameError with all unknown items, or InvalidQueryError for too many.
    """
    given = split_keys(items)
    words = [catalog.moved.get(word, word) for word in given]
    if len(words) > MAX_ITEMS:
        message = f"{len(words)} items are too many; ask for up to {MAX_ITEMS} at a time, or for `{GUIDE}`"
        raise InvalidQueryError([InvalidParameter("items", ",".join(given), message, [])])
    invalid = [_invalid_item(catalog, word) for word in words if word != GUIDE and not catalog.has(word)]
    if invalid:
        raise UnknownNameError(invalid)
    named = [key for word in words for key in (catalog.guide_keys if word == GUIDE else [word])]
    return tuple(dict.fromkeys(named))


def _invalid_item(catalog: Catalog, word: str) -> InvalidParameter:
    if not word:
        return InvalidParameter("items", word, f"an item is empty; write <kind>/<slug>, or `{GUIDE}`", [])
    return unknown_key(catalog, "items", word, GUIDE)


def _with_claims_and_cautions(catalog: Catalog, entry: Entry) -> Iterator[Entry]:
    """Yield the claims and cautions of an entry, then the entry."""
    yield from (catalog.entry("claims", card.slug) for card in entry.claims)
    yield from (catalog.entry("cautions", card.slug) for card in entry.cautions)
    yield entry


def _uses(entry: Entry) -> Iterator[CitationUse]:
    """Yield the sources that an entry itself cites; a source cites itself."""
    if isinstance(entry, Claim):
        for evidence in entry.evidence:
            yield evidence.source.slug, _support(entry, evidence.stance)
    elif isinstance(entry, Source):
        yield entry.slug, _support(entry)
    else:
        for found in iter_references(entry):
            if found.kind == "sources":
                yield found.slug, _support(entry)


def _support(entry: Entry, stance: Stance | None = None) -> Support:
    return Support(**_graded_reference(entry), stance=stance)


def _unsupported(entry: Claim | Caution) -> Unsupported:
    no_source_found = entry.no_source_found if isinstance(entry, Claim) else None
    return Unsupported(**_graded_reference(entry), no_source_found=no_source_found)


def _graded_reference(entry: Entry) -> dict[str, Any]:
    return {
        **dict(reference_to(entry)),
        "certainty": entry.certainty if isinstance(entry, Claim) else None,
        "severity": entry.severity if isinstance(entry, Caution) else None,
    }
