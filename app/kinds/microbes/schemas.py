"""What a microbe holds: its name now and before, its rank, and where it occurs."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, Name, OptionalShortText, ShortTexts
from app.core.references import Reference, ReferenceValidator, Sources
from app.schemas.entries import Document, Effects, Entry
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


class MicrobeDocument(MicrobeFields, Document):
    """A microbe in YAML."""


class Microbe(MicrobeFields, Entry):
    """A microbe that foods or trials name."""
