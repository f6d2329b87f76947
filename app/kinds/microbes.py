"""Microbes: schemas, filters, rules and declaration."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, Name, OptionalShortText, ShortTexts
from app.core.references import Reference, ReferenceValidator, Sources
from app.schemas.entries import Effects, Entry
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Documents, Kind, RuleViolation
from app.vocabulary.content import Relation
from app.vocabulary.food import MicrobeType, Rank
from app.vocabulary.grading import Verification

LargerGroup = Annotated[Reference, ReferenceValidator(Relation.BELONGS_TO, "microbes")]


class MicrobeFields(Model):
    """What a microbe is called and where it occurs."""

    current_name: Name = Field(description="Name by today's taxonomy.")
    former_names: ShortTexts = Field((), description="Names it was published under before.")
    rank: Rank
    microbe_type: MicrobeType
    strain: OptionalShortText = Field(None, description="Strain designation, or null.")
    occurs_in: LongText = Field(description="Where it occurs, in words.")
    belongs_to: tuple[LargerGroup, ...] = Field((), description="Larger groups of microbes it belongs to.")
    mechanisms: Effects = ()
    sources: Sources = ()
    verification: Verification


class Microbe(MicrobeFields, Entry):
    """A microbe that foods or trials name."""


class MicrobeQuery(ListQuery):
    """Filters of microbes."""

    rank: tuple[Rank, ...] = Field((), description="Microbes named at any of these ranks.")


def check_former_names(_key: str, microbe: MicrobeFields, documents: Documents) -> Iterator[RuleViolation]:
    """A strain names its former name if its species has one, so that older studies can be matched."""
    if microbe.rank is not Rank.STRAIN or microbe.former_names:
        return
    for group in microbe.belongs_to:
        species = documents.get(group.id)
        if isinstance(species, MicrobeFields) and species.former_names:
            yield "former_names", f"its species was {species.former_names[0]}; give its former name too"


KIND = Kind(
    path="microbes",
    singular="microbe",
    title="microbe",
    fields=MicrobeFields,
    entry=Microbe,
    query=MicrobeQuery,
    filters={"rank": field_in("rank")},
    rules=(check_former_names,),
)
