"""The guide: the article's sections in order, each with its entries, grades and cautions."""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import Field

from app.catalog.catalog import Catalog, StoredGuideSection
from app.core.base_model import Model
from app.core.field_types import Href, KindPath, LongTexts, Name, Slug, Summary
from app.schemas.entries import CautionCards, ClaimCards
from app.schemas.envelopes import Item


class GuideEntry(Model):
    """An entry as the guide shows it: its summary, with every claim's grade and every caution."""

    kind: KindPath
    slug: Slug
    name: Name = Field(description="Name to show.")
    summary: Summary
    claims: ClaimCards
    cautions: CautionCards
    href: Href


class GuideSection(Model):
    """One section of the guide."""

    slug: str = Field(description="Value of the enumeration Section.", examples=["fermented_foods"])
    title: Name = Field(description="Heading to show.")
    text: LongTexts = Field(description="Its paragraphs, in order.")
    entries: tuple[GuideEntry, ...] = Field(description="The entries it shows, in order.")


class Guide(Model):
    """The article's whole course, in order."""

    sections: tuple[GuideSection, ...] = Field(description="In the order of the article.")


class GuideItem(Item[Guide]):
    """The guide."""


def guide_json(catalog: Catalog) -> bytes:
    """Return the guide of a release as JSON, joined from stored JSON.

    Built as objects of Guide it would take ten times its size in memory.
    """
    return b'{"sections":[%b]}' % b",".join(
        section_json(section, (entry_json(catalog, key) for key in section.keys)) for section in catalog.guide
    )


def section_json(section: StoredGuideSection, entries: Iterable[bytes]) -> bytes:
    """Return a GuideSection as JSON, with its entries, which are JSON already."""
    head = {"slug": section.slug, "title": section.title, "text": section.text}
    return b'%b,"entries":[%b]}' % (_compact(head)[:-1], b",".join(entries))


def entry_json(catalog: Catalog, key: str) -> bytes:
    """Return a GuideEntry as JSON."""
    kind = key.partition("/")[0]
    stored = catalog.stored[key]
    shared = json.loads(stored.shared)
    head = {name: shared[name] for name in ("kind", "slug", "name", "summary")}
    claims = [catalog.card_json("claims", slug) for slug in stored.claims]
    cautions = [catalog.card_json("cautions", slug) for slug in stored.cautions]
    own = [stored.card or b"null"]
    return b'%b,"claims":[%b],"cautions":[%b],"href":%b}' % (
        _compact(head)[:-1],
        b",".join(own if kind == "claims" else claims),
        b",".join([*own, *cautions] if kind == "cautions" else cautions),
        _compact(shared["href"]),
    )


def _compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
