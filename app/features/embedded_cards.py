"""Claim and caution cards to embed beside an entry, including the entry's own card."""

from app.catalog.catalog import Catalog
from app.kinds.cautions.schemas import Caution
from app.kinds.claims.schemas import Claim
from app.kinds.sources.citation import label
from app.kinds.sources.schemas import Source
from app.schemas.entries import CautionCard, Citation, ClaimCard, Entry


def claim_cards(catalog: Catalog, entry: Entry) -> tuple[ClaimCard, ...]:
    """Return the claim cards of an entry; for a claim, its own card, so that its grade is shown."""
    if not isinstance(entry, Claim):
        return entry.claims
    own = {name: getattr(entry, name) for name in ClaimCard.model_fields if name != "citations"}
    return (ClaimCard.model_construct(**own, citations=tuple(_citations(catalog, entry))),)


def caution_cards(entry: Entry) -> tuple[CautionCard, ...]:
    """Return the caution cards of an entry; for a caution, its own card first."""
    if not isinstance(entry, Caution):
        return entry.cautions
    own = {name: getattr(entry, name) for name in CautionCard.model_fields if name != "title"}
    return (CautionCard.model_construct(**own, title=entry.name), *entry.cautions)


def _citations(catalog: Catalog, claim: Claim) -> list[Citation]:
    sources = ((catalog.entry("sources", one.source.slug), one.stance) for one in claim.evidence)
    return [
        Citation(source=source.slug, label=label(dict(source)), stance=stance, url=source.url)
        for source, stance in sources
        if isinstance(source, Source)
    ]
