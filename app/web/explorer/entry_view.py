"""The page of one entry, as the template reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.features.embedded_cards import caution_cards, claim_cards
from app.schemas.entries import CautionCard, ClaimCard, Entry, Related
from app.vocabulary.content import Relation
from app.web.explorer.field_view import Fact, field_views
from app.web.explorer.guide_navigation import Place, places
from app.web.explorer.nutrition_table import Row, nutrition_rows

TOLD_ABOVE = frozenset({Relation.WARNED_BY, Relation.SUBJECT_OF, Relation.CONCERNED_BY})
"""Relations that the cautions and claims of a page show already."""


@dataclass(frozen=True)
class EntryView:
    """Everything a page says of an entry."""

    entry: Entry
    cautions: Sequence[CautionCard]
    claims: Sequence[ClaimCard]
    facts: Sequence[Fact]
    details: Sequence[Fact]
    nutrition: Sequence[Row]
    related: Mapping[Relation, Sequence[Related]]
    place: Place | None


def entry_view(catalog: Catalog, entry: Entry) -> EntryView:
    """Return the page of an entry."""
    facts, details = field_views(entry)
    return EntryView(
        entry=entry,
        cautions=caution_cards(entry),
        claims=claim_cards(catalog, entry),
        facts=facts,
        details=details,
        nutrition=nutrition_rows(catalog, entry),
        related=_related(entry),
        place=places(catalog).get(f"{entry.kind}/{entry.slug}"),
    )


def _related(entry: Entry) -> dict[Relation, list[Related]]:
    groups: dict[Relation, list[Related]] = {}
    for related in entry.related:
        if related.relation not in TOLD_ABOVE:
            groups.setdefault(related.relation, []).append(related)
    return groups
