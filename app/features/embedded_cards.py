"""References, grades of claims and sentences of cautions, to show with an entry; and those whole."""

import json

from app.catalog.catalog import Catalog
from app.catalog.stored_entry import StoredEntry
from app.core.base_model import Model
from app.core.compact_json import compact_json
from app.core.references import Reference
from app.schemas.entries import CautionCard, CautionLine, ClaimCard, ClaimGrade, Entry


def reference_to(entry: Entry) -> Reference:
    """Return a reference to an entry."""
    return Reference(kind=entry.kind, slug=entry.slug, name=entry.name, href=entry.href)


def claim_cards(catalog: Catalog, entry: Entry) -> tuple[ClaimCard, ...]:
    """Return the whole claims of an entry; for a claim, itself, so that its grade is shown."""
    slugs = [entry.slug] if entry.kind == "claims" else [claim.slug for claim in entry.claims]
    return tuple(map(catalog.claim_card, slugs))


def caution_cards(catalog: Catalog, entry: Entry) -> tuple[CautionCard, ...]:
    """Return the whole cautions of an entry, with its sentences; for a caution, itself first."""
    own = [catalog.caution_card(entry.slug)] if entry.kind == "cautions" else []
    named = [
        catalog.caution_card(line.slug).model_copy(update={"sentence": line.sentence})
        for line in entry.cautions
    ]
    return (*own, *named)


def shown_claims(kind: str, stored: StoredEntry) -> bytes:
    """Return the grades of an entry's claims as JSON; of a claim, its own."""
    return _own(stored, ClaimGrade) if kind == "claims" else stored.claims


def shown_cautions(kind: str, stored: StoredEntry) -> bytes:
    """Return the sentences of an entry's cautions as JSON; of a caution, its own."""
    return _own(stored, CautionLine) if kind == "cautions" else stored.cautions


def _own(stored: StoredEntry, model: type[Model]) -> bytes:
    card = json.loads(stored.card or b"{}")
    own = {name: card[name] for name in model.model_fields}
    return compact_json([own])
