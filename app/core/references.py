"""References between entries: a slug in YAML, an id in tables, an object in answers."""

from collections.abc import Iterator
from typing import Annotated, Any, Protocol, cast

from pydantic import Field, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.core.base_model import Model
from app.core.field_types import Href, KindPath, Slug
from app.vocabulary.content import Relation


class Reference(Model):
    """Another entry, by kind and slug, with its name to show and its address to follow."""

    kind: KindPath
    slug: Slug
    name: str = Field(description="Its name, as text to show.")
    href: Href

    @property
    def id(self) -> str:
        """Return `<kind>/<slug>`."""
        return f"{self.kind}/{self.slug}"


class RelationReference(Reference):
    """A reference with its relation: the relation of the referring entry to this one."""

    relation: Relation = Field(exclude=True)


def make_reference(kind: str, slug: str, name: str, relation: Relation) -> RelationReference:
    """Return a reference to an entry, with its URL."""
    return RelationReference.model_construct(
        kind=kind, slug=slug, name=name, href=f"/v1/{kind}/{slug}", relation=relation
    )


class Resolver(Protocol):
    """The validation context: resolves slugs to references."""

    def find(self, kind: str, slug: str, relation: Relation) -> RelationReference | None:
        """Return a reference to the entry with this relation, or None if it does not exist."""

    def similar_slugs(self, kind: str, slug: str) -> list[str]:
        """Return slugs of this kind that are similar to the given one."""


class ReferenceValidator:
    """Validate a field as a reference: the relation, and the kinds that are allowed (none: any kind).

    The text is a slug where one kind is allowed, otherwise `<kind>/<slug>`.
    """

    def __init__(self, relation: Relation, *kinds: str) -> None:
        """Allow references to these kinds."""
        self.relation = relation
        self.kinds = kinds

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Run `resolve` before the validation of the reference."""
        return core_schema.with_info_before_validator_function(self.resolve, handler(source))

    def resolve(self, value: object, info: ValidationInfo) -> object:
        """Return the reference for a slug, `<kind>/<slug>` or a reference in JSON; pass other values on.

        Raises PydanticCustomError if the kind is not allowed or the entry does not exist.
        """
        if isinstance(value, dict):
            value = f"{value.get('kind')}/{value.get('slug')}"
        if not isinstance(value, str):
            return value
        if value.endswith("?"):
            raise PydanticCustomError(
                "unanswered_question",
                "does {slug} hold here? yes: 'gutbone warn <this entry> {slug}'; no: remove the line",
                {"slug": value[:-1]},
            )
        kind, _, slug = value.rpartition("/")
        kind = kind or (self.kinds[0] if len(self.kinds) == 1 else "")
        if not kind or (self.kinds and kind not in self.kinds):
            raise PydanticCustomError(
                "reference_kind",
                "write this reference as <kind>/<slug>, the kind one of: {kinds}",
                {"kinds": ", ".join(self.kinds) or "any kind there is"},
            )
        resolver = cast("Resolver", info.context)
        reference = resolver.find(kind, slug, self.relation)
        if reference is None:
            raise PydanticCustomError(
                "dangling_reference",
                "no entry of {kind} is called '{slug}'; {hint}",
                {"kind": kind, "slug": slug, "hint": _hint(resolver.similar_slugs(kind, slug))},
            )
        return reference


def _hint(similar: list[str]) -> str:
    return f"did you mean {', '.join(similar)}?" if similar else "nothing there has a similar name"


def iter_references(value: object) -> Iterator[RelationReference]:
    """Yield all references in a value, in order, including those in nested models and tuples."""
    if isinstance(value, RelationReference):
        yield value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from iter_references(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from iter_references(item)


def to_storable(value: object) -> Any:
    """Return a value as it is stored: models as dicts, tuples as lists, references as `<kind>/<slug>`."""
    if isinstance(value, Reference):
        return value.id
    if isinstance(value, Model):
        return {name: to_storable(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return [to_storable(item) for item in value]
    return value


FOOD_KINDS = ("food-sources", "prebiotics", "bone-foods")
USABLE_KINDS = (*FOOD_KINDS, "supplements", "activities")
PERSONAL_KINDS = ("conditions", "medicines")
"""Kinds that are of a person, not of what a person takes or does."""

SourceRef = Annotated[Reference, ReferenceValidator(Relation.RESTS_ON, "sources")]
Sources = Annotated[
    tuple[SourceRef, ...], Field(description="The sources it rests on; empty where none is named.")
]
ClaimRef = Annotated[Reference, ReferenceValidator(Relation.GRADED_BY, "claims")]
CautionRef = Annotated[Reference, ReferenceValidator(Relation.WARNED_BY, "cautions")]
AnyRef = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO)]
MechanismRef = Annotated[Reference, ReferenceValidator(Relation.ACTS_ON, "mechanisms")]
ConditionRef = Annotated[Reference, ReferenceValidator(Relation.CONCERNS, "conditions")]
MedicineRef = Annotated[Reference, ReferenceValidator(Relation.CONCERNS, "medicines")]
OutcomeRef = Annotated[Reference, ReferenceValidator(Relation.BEARS_ON, "outcomes")]
