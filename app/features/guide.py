"""The guide: the article's sections in order, each with its entries, grades and cautions."""

from typing import Annotated

from pydantic import Field

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.core.field_types import Href, KindPath, LongTexts, Name, Slug, Summary
from app.features.embedded_cards import caution_cards, claim_cards
from app.schemas.entries import CautionCards, ClaimCards
from app.schemas.envelopes import Item


class GuideEntry(Model):
    """An entry as the guide shows it: its summary, with every claim's grade and every caution."""

    kind: KindPath
    slug: Slug
    name: Annotated[Name, Field(description="Name to show.")]
    summary: Summary
    claims: ClaimCards
    cautions: CautionCards
    href: Href


class GuideSection(Model):
    """One section of the guide."""

    slug: Annotated[str, Field(description="Value of the enumeration Section.", examples=["fermented_foods"])]
    title: Annotated[Name, Field(description="Heading to show.")]
    text: Annotated[LongTexts, Field(description="Its paragraphs, in order.")]
    entries: Annotated[tuple[GuideEntry, ...], Field(description="The entries it shows, in order.")]


class Guide(Model):
    """The article's whole course, in order."""

    sections: Annotated[tuple[GuideSection, ...], Field(description="In the order of the article.")]


class GuideItem(Item[Guide]):
    """The guide."""


def guide_of(catalog: Catalog) -> Guide:
    """Return the guide of a release."""
    return Guide.model_construct(
        sections=tuple(
            GuideSection.model_construct(
                slug=section.slug,
                title=section.title,
                text=section.text,
                entries=tuple(_guide_entry(catalog, key) for key in section.keys),
            )
            for section in catalog.guide
        )
    )


def _guide_entry(catalog: Catalog, key: str) -> GuideEntry:
    kind, _, slug = key.partition("/")
    entry = catalog.entry(kind, slug)
    return GuideEntry.model_construct(
        kind=kind,
        slug=slug,
        name=entry.name,
        summary=entry.summary,
        claims=claim_cards(catalog, entry),
        cautions=caution_cards(entry),
        href=entry.href,
    )
