"""References, claim cards and caution cards to embed where an entry is shown."""

from typing import Any

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.core.references import Reference
from app.schemas.entries import CautionCard, ClaimCard, Entry


def reference_to(entry: Entry) -> Reference:
    """Return a reference to an entry."""
    return Reference(kind=entry.kind, slug=entry.slug, name=entry.name, href=entry.href)


def shared_fields(source: Model, target: type[Model]) -> dict[str, Any]:
    """Return the fields of a model that another model has too, by name."""
    return {name: getattr(source, name) for name in type(source).model_fields if name in target.model_fields}


def claim_cards(catalog: Catalog, entry: Entry) -> tuple[ClaimCard, ...]:
    """Return the claim cards of an entry; for a claim, its own card, so that its grade is shown."""
    return (catalog.claim_card(entry.slug),) if entry.kind == "claims" else entry.claims


def caution_cards(catalog: Catalog, entry: Entry) -> tuple[CautionCard, ...]:
    """Return the caution cards of an entry; for a caution, its own card first."""
    own = (catalog.caution_card(entry.slug),) if entry.kind == "cautions" else ()
    return (*own, *entry.cautions)
