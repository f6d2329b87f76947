"""The two documents that are not entries: the guide's course and the disclaimer."""

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongTexts, Name, ShortText
from app.core.references import AnyRef
from app.vocabulary.content import Section


class GuideSectionDocument(Model):
    """One section of the guide, with the entries it shows, in order."""

    slug: Section = Field(description="The section of the seed article.")
    title: Name = Field(description="Heading to show.")
    text: LongTexts = Field(description="Its paragraphs, in order.")
    entries: tuple[AnyRef, ...] = Field(
        description="The entries it shows, in order, as `<kind>/<slug>`.", min_length=1
    )


class GuideDocument(Model):
    """`guide.yaml`: the article's whole course."""

    sections: tuple[GuideSectionDocument, ...] = Field(
        description="In the order of the article.", min_length=1
    )

    def sections_listing(self, key: str) -> list[Section]:
        """Return the slugs of the sections that show an entry, by its `<kind>/<slug>`."""
        return [one.slug for one in self.sections if key in {entry.id for entry in one.entries}]


class Disclaimer(Model):
    """`disclaimer.yaml`: what this guidance is and is not."""

    sentence: ShortText = Field(description="One plain sentence, on every answer.")
    title: Name = Field(description="Heading to show.")
    paragraphs: LongTexts = Field(description="The whole text, one paragraph an item.")
    license: ShortText = Field(
        description="Licence of the content, as an SPDX identifier.", examples=["CC-BY-4.0"]
    )
    attribution: ShortText = Field(description="The line to show as the source.")


class DocumentLink(Model):
    """A page for people that explains how this guidance is made or used."""

    name: Name = Field(description="What the page is about.")
    href: str = Field(description="Its address on this server.", examples=["/docs/evidence-policy"])


class FurtherLicense(Model):
    """A part of the content under a licence of its own."""

    license: ShortText = Field(description="SPDX identifier.", examples=["CC-BY-SA-4.0"])
    covers: ShortText = Field(description="What is under it, as text to show.")


class ServedDisclaimer(Disclaimer):
    """The disclaimer, with the pages that explain it."""

    further_licenses: tuple[FurtherLicense, ...] = Field(
        (
            FurtherLicense(
                license="CC-BY-SA-4.0",
                covers="Spellings of medicines from an open dictionary, used to recognise what is typed.",
            ),
        ),
        description="Licences of parts that the other licence does not cover.",
    )

    documents: tuple[DocumentLink, ...] = Field(
        (
            DocumentLink(name="How grades are given", href="/docs/evidence-policy"),
            DocumentLink(name="Passing an app store's review", href="/docs/app-review"),
            DocumentLink(name="Errors, and how to fix them", href="/docs/errors"),
        ),
        description="Pages that explain more.",
    )
