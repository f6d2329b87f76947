"""An entry as the API shows it, put together from the parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gutbone.client.cards import CautionCard, ClaimCard, Parts, Related, caution_card, claim_card, restored
from gutbone.client.errors import BrokenContentError, UnknownEntryError
from gutbone.client.frozen import frozen

OWN = frozenset({"kind", "slug", "href", "name", "summary", "aliases", "claims", "cautions", "related"})
"""Members of a record that an entry has as attributes."""


@dataclass(frozen=True)
class Entry:
    """One entry with its graded claims and its cautions, most serious first.

    `fields` holds every other member of the answer of `href`, read-only.
    """

    kind: str
    slug: str
    href: str
    name: str
    summary: str
    aliases: tuple[str, ...]
    claims: tuple[ClaimCard, ...]
    cautions: tuple[CautionCard, ...]
    related: tuple[Related, ...]
    fields: Mapping[str, Any]


def entry_of(key: str, parts: Parts) -> Entry:
    """Return the entry `<kind>/<slug>`.

    Raises UnknownEntryError when there is none, and BrokenContentError rather than leave out a card.
    """
    record = parts.get(key)
    if not isinstance(record, dict) or key != f"{record.get('kind')}/{record.get('slug')}":
        raise UnknownEntryError(key)
    try:
        return _entry(record, parts)
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenContentError(f"{key}: {error}") from error


def _entry(record: Mapping[str, Any], parts: Parts) -> Entry:
    own = {name: value for name, value in record.items() if name not in OWN}
    return Entry(
        kind=record["kind"],
        slug=record["slug"],
        href=record["href"],
        name=record["name"],
        summary=record["summary"],
        aliases=tuple(record["aliases"]),
        claims=tuple(claim_card(slug, parts) for slug in record["claims"]),
        cautions=tuple(caution_card(slug, parts) for slug in record["cautions"]),
        related=tuple(Related.model_validate(restored(item, parts)) for item in record["related"]),
        fields=frozen(restored(own, parts)),
    )
