"""The two documents that are not entries: the guide's course and the disclaimer."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongTexts, Name, ShortText
from app.core.references import AnyRef
from app.vocabulary.content import Section


class GuideSectionDocument(Model):
    """One section of the guide, with the entries it shows, in order."""

    slug: Annotated[Section, Field(description="The section of the seed article.")]
    title: Annotated[Name, Field(description="Heading to show.")]
    text: Annotated[LongTexts, Field(description="Its paragraphs, in order.")]
    entries: Annotated[
        tuple[AnyRef, ...],
        Field(description="The entries it shows, in order, as `<kind>/<slug>`.", min_length=1),
    ]


class GuideDocument(Model):
    """`guide.yaml`: the article's whole course."""

    sections: Annotated[
        tuple[GuideSectionDocument, ...], Field(description="In the order of the article.", min_length=1)
    ]


class Disclaimer(Model):
    """`disclaimer.yaml`: what this guidance is and is not."""

    sentence: Annotated[ShortText, Field(description="One plain sentence, on every answer.")]
    title: Annotated[Name, Field(description="Heading to show.")]
    paragraphs: Annotated[LongTexts, Field(description="The whole text, one paragraph an item.")]
    license: Annotated[
        ShortText, Field(description="Licence of the content, as an SPDX identifier.", examples=["CC-BY-4.0"])
    ]
    attribution: Annotated[ShortText, Field(description="The line to show as the source.")]


class DocumentLink(Model):
    """A page for people that explains how this guidance is made or used."""

    name: Annotated[Name, Field(description="What the page is about.")]
    href: Annotated[str, Field(description="Its address on this server.", examples=["/docs/evidence-policy"])]


class ServedDisclaimer(Disclaimer):
    """The disclaimer, with the pages that explain it."""

    documents: Annotated[tuple[DocumentLink, ...], Field(description="Pages that explain more.")] = (
        DocumentLink(name="How grades are given", href="/docs/evidence-policy"),
        DocumentLink(name="Passing an app store's review", href="/docs/app-review"),
        DocumentLink(name="Problems, and how to mend them", href="/docs/errors"),
    )
