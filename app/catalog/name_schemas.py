"""The documents of the folder `names/`: what people call medicines, conditions, items and stages of life.

They serve recognition only and are no entries: clients get them at `/v1/names` alone.
"""

from typing import Literal

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, Name, OptionalShortText, ShortText, ShortTexts

NameField = Literal["items", "medicines", "conditions", "allergies", "life_stages"]
"""A field of a request whose words are recognised."""

NAME_FIELDS: tuple[NameField, ...] = ("items", "medicines", "conditions", "allergies", "life_stages")


class FormRule(Model):
    """A form that changes the class: selegiline as a patch."""

    words: ShortTexts = Field(min_length=1, description="Words for the form.")
    means: ShortTexts = Field(min_length=1, description="What it is in that form.")


class ConceptDocument(Model):
    """What names stand for: a class of medicines, a condition, a food. It need not have an entry."""

    slug: ShortText = Field(description="The slug of its entry, or the value of its enumeration.")
    name: Name = Field(description="Name to show where it has no entry.")
    broader: ShortTexts = Field((), description="What it is a kind of: their cautions hold for it.")
    possibly: ShortTexts = Field((), description="What it may be a kind of: their cautions may apply.")
    like: ShortTexts = Field((), description="What it is looked up as while it has no entry.")
    implies: ShortTexts = Field((), description="Conditions of everyone who takes it.")
    may_imply: ShortTexts = Field((), description="Conditions of many who take it.")
    items: ShortTexts = Field((), description="Items that it is at the same time.")
    forms: tuple[FormRule, ...] = Field((), description="Forms that are something else.")
    after_stopping: OptionalShortText = Field(
        None, description="What to ask somebody who stopped it: its cautions still apply. Null: they do not."
    )


class NameGroupDocument(Model):
    """Names that mean the same. No meaning: known, and nothing is recorded here."""

    names: ShortTexts = Field(min_length=1, description="The names; the first is the one to show.")
    means: ShortTexts = Field((), description="Slugs of the concepts or entries.")
    ask: OptionalShortText = Field(
        None, description="What to ask, where the names may mean one of several things; null: certain."
    )
    lay: bool = Field(default=False, description="True: words for a class, never offered as a correction.")
    implies: ShortTexts = Field((), description="Conditions of everyone who takes it.")
    may_imply: ShortTexts = Field((), description="Conditions of many who take it.")
    items: ShortTexts = Field((), description="Items that it is at the same time.")


class MoreNames(Model):
    """Further names of a group of another file."""

    of: ShortText = Field(description="A name of the group.")
    names: ShortTexts = Field(min_length=1, description="Its further names.")


class Names(Model):
    """A file of names of one field."""

    field: NameField
    license: ShortText = Field(description="Licence of the file, as an SPDX identifier.")
    provenance: LongText = Field(description="Where the names come from.")
    concepts: tuple[ConceptDocument, ...] = Field((), description="What the names stand for.")
    groups: tuple[NameGroupDocument, ...] = Field((), description="The names.")
    more: tuple[MoreNames, ...] = Field((), description="Further names of groups of another file.")
    misspelt: dict[str, ShortText] = Field(
        {}, description="Short typing errors, with the name each is offered as."
    )


class Grammar(Model):
    """`grammar.yaml`: the words around names."""

    license: ShortText = Field(description="Licence of the file, as an SPDX identifier.")
    provenance: LongText = Field(description="Where the words come from.")
    units: ShortTexts = Field(description="Units of a dose.")
    frequencies: ShortTexts = Field(description="How often and when.")
    forms: ShortTexts = Field(description="Forms and routes.")
    salts: ShortTexts = Field(description="Salts, left out after a medicine.")
    salts_of: dict[str, ShortTexts] = Field(description="Salts that are left out after these names only.")
    makers: ShortTexts = Field(description="Makers.")
    fillers: ShortTexts = Field(description="Words without a meaning of their own here.")
    none: ShortTexts = Field(description="Words that say there is none.")
    denied: ShortTexts = Field(description="Words that deny what follows.")
    past: ShortTexts = Field(description="Words that say it is over.")
    family: ShortTexts = Field(description="Words that say it runs in the family, or is a risk.")
    relatives: ShortTexts = Field(description="Words for somebody else than the reader.")
    allergic: ShortTexts = Field(description="Words that say that what follows is an allergy.")
    ignored: ShortTexts = Field(description="Phrases in which a name means something else.")
    capitals_only: ShortTexts = Field(description="Abbreviations read in capitals and alone.")
    whole_entry_only: ShortTexts = Field(description="Names read only where nothing else is typed with them.")
    real_words: ShortTexts = Field(description="Everyday words that are spelled like a name, and are none.")
    look_alikes: tuple[tuple[ShortText, ShortText], ...] = Field(
        description="Pairs of names of which one is never offered for the other."
    )


GRAMMAR_FILE = "grammar.yaml"
