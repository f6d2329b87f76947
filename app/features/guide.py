"""The guide: the article's whole course, each section with its entries whole."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.catalog import Catalog
from app.entries import CautionCard, ClaimCard
from app.envelopes import Item
from app.model import Model


class GuideEntry(Model):
    """An entry as the guide shows it: its summary, with every claim's grade and every caution."""

    kind: str
    slug: fields.Slug
    name: fields.Name
    summary: fields.Summary
    claims: tuple[ClaimCard, ...]
    cautions: tuple[CautionCard, ...]
    href: str


class GuideSection(Model):
    """One section of the guide."""

    slug: Annotated[str, Field(examples=["fermented_foods"])]
    title: fields.Name
    text: fields.Texts
    entries: tuple[GuideEntry, ...]


class Guide(Model):
    """The article's whole course, in order."""

    sections: tuple[GuideSection, ...]


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
                entries=tuple(_shown(catalog, key) for key in section.keys),
            )
            for section in catalog.guide
        )
    )


def _shown(catalog: Catalog, key: str) -> GuideEntry:
    kind, _, slug = key.partition("/")
    entry = catalog.entry(kind, slug)
    return GuideEntry.model_construct(**{name: getattr(entry, name) for name in GuideEntry.model_fields})
