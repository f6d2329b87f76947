"""References, claim cards and caution cards to embed where an entry is shown."""

from typing import Any

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.core.references import Reference
from app.kinds.cautions import Caution
from app.kinds.claims import Claim
from app.kinds.sources import Source, label
from app.schemas.entries import CautionCard, Citation, ClaimCard, Entry


def reference_to(entry: Entry) -> Reference:
    """Return a reference to an entry."""
    return Reference(kind=entry.kind, slug=entry.slug, name=entry.name, href=entry.href)


def shared_fields(source: Model, target: type[Model]) -> dict[str, Any]:
    """Return the fields of a model that another model has too, by name."""
    return {name: getattr(source, name) for name in type(source).model_fields if name in target.model_fields}


def claim_cards(catalog: Catalog, entry: Entry) -> tuple[ClaimCard, ...]:
    """Return the claim cards of an entry; for a claim, its own card, so that its grade is shown."""
    if not isinstance(entry, Claim):
        return entry.claims
    return (claim_card(catalog, entry),)


def claim_card(catalog: Catalog, claim: Claim) -> ClaimCard:
    """Return the card of a claim."""
    return ClaimCard.model_construct(
        **shared_fields(claim, ClaimCard), citations=tuple(_citations(catalog, claim))
    )


def caution_cards(entry: Entry) -> tuple[CautionCard, ...]:
    """Return the caution cards of an entry; for a caution, its own card first."""
    if not isinstance(entry, Caution):
        return entry.cautions
    return (caution_card(entry), *entry.cautions)


def caution_card(caution: Caution) -> CautionCard:
    """Return the card of a caution."""
    return CautionCard.model_construct(**shared_fields(caution, CautionCard), title=caution.name)


def _citations(catalog: Catalog, claim: Claim) -> list[Citation]:
    sources = ((catalog.entry("sources", one.source.slug), one.stance) for one in claim.evidence)
    return [
        Citation(source=source.slug, label=label(dict(source)), stance=stance, url=source.url)
        for source, stance in sources
        if isinstance(source, Source)
    ]
