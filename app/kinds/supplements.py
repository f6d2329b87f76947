"""Supplements: schemas, rules and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import BottomLine, LongText, LongTexts, OptionalShortText, WhatItIs
from app.core.references import Reference, ReferenceValidator, Sources
from app.kinds.broader import BroaderSupplement, check_broader
from app.kinds.cautions import check_listed_cautions, has_caution
from app.schemas.entries import Effects, Entry
from app.schemas.kind import Kind
from app.vocabulary.content import Relation
from app.vocabulary.grading import StudyDirection, Verification

TestedIn = Annotated[Reference, ReferenceValidator(Relation.TESTED_IN, "sources")]
ContainedMicrobe = Annotated[Reference, ReferenceValidator(Relation.CONTAINS_MICROBE, "microbes")]
ContainedCompound = Annotated[Reference, ReferenceValidator(Relation.CONTAINS_COMPOUND, "compounds")]


class TestedProduct(Model):
    """One product or strain as it was tested; a result holds for that product alone."""

    product: LongText = Field(description="The product or strain as it was tested.")
    dose: OptionalShortText = Field(None, description="Dose as tested, or null where not known.")
    source: TestedIn = Field(description="The study.")
    direction: StudyDirection
    result: LongText = Field(description="What came out, in plain words.")


class SupplementFields(Model):
    """What a class of supplement is and what to check before taking one."""

    bottom_line: BottomLine
    what_it_is: WhatItIs
    when_considered: LongText = Field(description="When one may be worth asking about.")
    what_to_check: LongTexts = Field(description="What to check before taking one, one point an item.")
    tested: tuple[TestedProduct, ...] = Field(
        (), description="Products and strains as they were tested, whichever way it went."
    )
    microbes: tuple[ContainedMicrobe, ...] = Field((), description="Microbes in such products.")
    compounds: tuple[ContainedCompound, ...] = Field((), description="Compounds in such products.")
    mechanisms: Effects = ()
    broader: tuple[BroaderSupplement, ...] = Field(
        (), description="Wider classes that it belongs to: their cautions hold for it too."
    )
    sources: Sources = ()
    verification: Verification


class Supplement(SupplementFields, Entry):
    """A class of supplement."""


KIND = Kind(
    path="supplements",
    singular="supplement",
    title="supplement",
    fields=SupplementFields,
    entry=Supplement,
    rules=(has_caution, check_broader, check_listed_cautions),
)
