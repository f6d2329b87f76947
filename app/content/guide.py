"""The two documents that are not entries: the guide's course and the disclaimer."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.model import Model
from app.references import AnyRef
from app.vocabulary.content import Section


class GuideSection(Model):
    """One section of the guide, with the entries it shows, in order."""

    slug: Section
    title: fields.Name
    text: fields.Texts
    entries: Annotated[tuple[AnyRef, ...], Field(min_length=1)]


class GuideDocument(Model):
    """`guide.yaml`: the article's whole course."""

    sections: Annotated[tuple[GuideSection, ...], Field(min_length=1)]


class Disclaimer(Model):
    """`disclaimer.yaml`: what this guidance is and is not."""

    sentence: Annotated[fields.Line, Field(description="One plain sentence, on every answer.")]
    title: fields.Name
    paragraphs: fields.Texts
    license: Annotated[fields.Line, Field(examples=["CC-BY-4.0"])]
    attribution: Annotated[fields.Line, Field(description="The line to show as the source.")]
