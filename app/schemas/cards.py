"""Cards: an entry in few fields, for small screens, and the cautions that cards name."""

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import Href, IconHref, KindPath, Name
from app.schemas.entries import AnswerCore, CautionMark, Sentence
from app.schemas.envelopes import Meta, PageInfo


class Card(Model):
    """An entry as a card shows it: its name, its short answer and its cautions."""

    kind: KindPath
    name: Name = Field(description="Name to show, with `cautions`.")
    answer: AnswerCore | None = Field(
        description="The short answer, shown with its certainty; null where no claim is about it."
    )
    icon: IconHref
    emoji: str | None = Field(description="A character that stands for a food; null where there is none.")
    href: Href
    cautions: tuple[CautionMark, ...] = Field(
        description="Cautions that apply, most serious first; `included.caution_lines` has their sentences. "
        "Show them wherever the card is shown."
    )


class IncludedLines(Model):
    """What the cards name, once."""

    caution_lines: dict[str, Sentence] = Field(description="The sentence of each caution, by slug.")


class CardPage(Model):
    """A page of a list as cards."""

    data: tuple[Card, ...] = Field(description="The cards of this page, in order.")
    included: IncludedLines
    page: PageInfo
    meta: Meta
