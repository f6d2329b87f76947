"""The guide: the article's sections in order, each with its entries as cards."""

from collections.abc import Iterable

from pydantic import Field

from app.catalog.catalog import Catalog, StoredGuideSection, UnknownEntryError
from app.catalog.reference_resolver import closest_matches
from app.core.base_model import Model
from app.core.compact_json import compact_json
from app.core.field_types import LongTexts, Name
from app.features.entry_cards import cards_json
from app.schemas.cards import Card, IncludedLines
from app.schemas.envelopes import Envelope


class GuideSection(Model):
    """One section of the guide."""

    slug: str = Field(description="Value of the enumeration Section.", examples=["fermented_foods"])
    title: Name = Field(description="Heading to show.")
    text: LongTexts = Field(description="Its paragraphs, in order.")
    entries: tuple[Card, ...] = Field(description="The entries it shows, in order.")


class Guide(Model):
    """The article's whole course, in order."""

    sections: tuple[GuideSection, ...] = Field(description="In the order of the article.")


class GuideItem(Envelope[Guide]):
    """The guide."""

    included: IncludedLines


class GuideSectionItem(Envelope[GuideSection]):
    """One section of the guide."""

    included: IncludedLines


def guide_json(catalog: Catalog) -> bytes:
    """Return the guide of a release as JSON, joined from the JSON of cards.

    Built as objects of Guide it would take ten times its size in memory.
    """
    return b'{"sections":[%b]}' % b",".join(
        section_json(catalog, section, section.keys) for section in catalog.guide
    )


def section_json(catalog: Catalog, section: StoredGuideSection, keys: Iterable[str]) -> bytes:
    """Return a GuideSection as JSON, with the cards of these entries."""
    head = {"slug": section.slug, "title": section.title, "text": section.text}
    text = compact_json(head)
    return b'%b,"entries":%b}' % (text[:-1], cards_json(catalog, keys))


def section_of(catalog: Catalog, slug: str) -> StoredGuideSection:
    """Return a section of the guide. Raises UnknownEntryError."""
    sections = {section.slug: section for section in catalog.guide}
    if slug not in sections:
        raise UnknownEntryError("the sections of the guide", slug, closest_matches(slug, list(sections)))
    return sections[slug]
