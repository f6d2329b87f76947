"""Which sources a screen needs, in which order, and for what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.catalog.catalog import Catalog
from app.core.references import iter_references
from app.features.citations.schemas import Support, Unsupported
from app.kinds.cautions.schemas import Caution
from app.kinds.claims.schemas import Claim
from app.kinds.sources.schemas import Source
from app.schemas.entries import Entry
from app.vocabulary.grading import Stance

Need = tuple[str, Support]
"""The slug of a source, and what it is needed for."""


@dataclass(frozen=True)
class CitedSource:
    """A source with its number, and what it is cited for."""

    n: int
    source: Source
    supports: tuple[Support, ...]


@dataclass(frozen=True)
class Citations:
    """All that a screen cites, in reading order, and what it shows without a source."""

    cited: tuple[CitedSource, ...]
    unsupported: tuple[Unsupported, ...]
    oldest_review: date


def citations_of(catalog: Catalog, keys: tuple[str, ...]) -> Citations:
    """Return the citations for entries: for each its claims, then its cautions, then itself."""
    needs: dict[str, dict[str, Support]] = {}
    unsupported: dict[str, Unsupported] = {}
    shown: dict[str, Entry] = {}
    for key in keys:
        for entry in _shown(catalog, catalog.entry(*key.split("/"))):
            if entry.href in shown:
                continue
            shown[entry.href] = entry
            needed = list(_needs(entry))
            for source, support in needed:
                needs.setdefault(source, {}).setdefault(support.id, support)
            if not needed and isinstance(entry, Claim | Caution):
                unsupported[entry.href] = _unsupported(entry)
    sources = {entry.slug: entry for entry in catalog.kinds["sources"] if isinstance(entry, Source)}
    cited = tuple(
        CitedSource(n, sources[slug], tuple(supports.values()))
        for n, (slug, supports) in enumerate(needs.items(), start=1)
    )
    reviewed = [entry.review.reviewed_on for entry in (*shown.values(), *(each.source for each in cited))]
    return Citations(cited, tuple(unsupported.values()), min(reviewed))


def _shown(catalog: Catalog, entry: Entry) -> Iterator[Entry]:
    """Yield the claims on an entry, the cautions on it, and the entry."""
    yield from (catalog.entry("claims", card.slug) for card in entry.claims)
    yield from (catalog.entry("cautions", card.slug) for card in entry.cautions)
    yield entry


def _needs(entry: Entry) -> Iterator[Need]:
    """Yield the sources that an entry itself rests on; a source rests on itself."""
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
    return Support(
        kind=entry.kind,
        slug=entry.slug,
        name=entry.name,
        href=entry.href,
        stance=stance,
        certainty=entry.certainty if isinstance(entry, Claim) else None,
        severity=entry.severity if isinstance(entry, Caution) else None,
    )


def _unsupported(entry: Claim | Caution) -> Unsupported:
    return Unsupported(
        kind=entry.kind,
        slug=entry.slug,
        name=entry.name,
        href=entry.href,
        certainty=entry.certainty if isinstance(entry, Claim) else None,
        severity=entry.severity if isinstance(entry, Caution) else None,
        no_source_found=entry.no_source_found if isinstance(entry, Claim) else None,
    )
