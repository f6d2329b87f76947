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
    name: Annotated[str, Field(description="Its name, as text to show.")]
    href: Href

    @property
    def id(self) -> str:
        """Return `<kind>/<slug>`."""
        return f"{self.kind}/{self.slug}"


class RoleReference(Reference):
    """A reference that knows its role: how its holder relates to the entry it names."""

    role: Annotated[Relation, Field(exclude=True)]


def make_reference(kind: str, slug: str, name: str, role: Relation) -> RoleReference:
    """Return a reference to an entry in a role, its address included."""
    return RoleReference.model_construct(
        kind=kind, slug=slug, name=name, href=f"/v1/{kind}/{slug}", role=role
    )


class Resolver(Protocol):
    """What a schema needs to know of other entries in order to resolve a reference."""

    def find(self, kind: str, slug: str, role: Relation) -> RoleReference | None:
        """Return a reference to the entry in this role, or None when there is none."""

    def similar_slugs(self, kind: str, slug: str) -> list[str]:
        """Return slugs of this kind that look like the one given."""


class ReferenceValidator:
    """Marks a field as a reference: which kinds it may name, and what the relation is called.

    A slug alone is enough where one kind is allowed; otherwise `<kind>/<slug>`.
    No kinds given: any kind.
    """

    def __init__(self, relation: Relation, *kinds: str) -> None:
        """Allow references to these kinds."""
        self.relation = relation
        self.kinds = kinds

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Resolve text through the validation context before the reference is validated."""
        return core_schema.with_info_before_validator_function(self.resolve, handler(source))

    def resolve(self, value: object, info: ValidationInfo) -> object:
        """Turn `slug`, `<kind>/<slug>` or a served reference into one that knows its role.

        Anything else passes unchanged.
        """
        if isinstance(value, dict):
            value = f"{value.get('kind')}/{value.get('slug')}"
        if not isinstance(value, str):
            return value
        kind, _, slug = value.rpartition("/")
        kind = kind or (self.kinds[0] if len(self.kinds) == 1 else "")
        if not kind or (self.kinds and kind not in self.kinds):
            raise PydanticCustomError(
                "reference_kind",
                "write this reference as <kind>/<slug>, the kind one of: {kinds}",
                {"kinds": ", ".join(self.kinds) or "any kind there is"},
            )
        names = cast("Resolver", info.context)
        found = names.find(kind, slug, self.relation)
        if found is None:
            raise PydanticCustomError(
                "dangling_reference",
                "no entry of {kind} is called '{slug}'; {hint}",
                {"kind": kind, "slug": slug, "hint": _hint(names.similar_slugs(kind, slug))},
            )
        return found


def _hint(near: list[str]) -> str:
    return f"did you mean {', '.join(near)}?" if near else "nothing there has a similar name"


def iter_references(value: object) -> Iterator[RoleReference]:
    """Yield every reference in a value, nested models and lists included, in order."""
    if isinstance(value, RoleReference):
        yield value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from iter_references(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from iter_references(item)


def to_storable(value: object) -> Any:
    """Return a value as JSON for a table: references become `<kind>/<slug>`."""
    if isinstance(value, Reference):
        return value.id
    if isinstance(value, Model):
        return {name: to_storable(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return [to_storable(item) for item in value]
    return value


FOOD_KINDS = ("food-sources", "prebiotics")
USABLE_KINDS = (*FOOD_KINDS, "supplements", "activities")
SourceRef = Annotated[Reference, ReferenceValidator(Relation.RESTS_ON, "sources")]
Sources = Annotated[
    tuple[SourceRef, ...], Field(description="The sources it rests on; empty where none is named.")
]
ClaimRef = Annotated[Reference, ReferenceValidator(Relation.GRADED_BY, "claims")]
CautionRef = Annotated[Reference, ReferenceValidator(Relation.WARNED_BY, "cautions")]
FoodRef = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO, *FOOD_KINDS)]
AnyRef = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO)]
MechanismRef = Annotated[Reference, ReferenceValidator(Relation.ACTS_ON, "mechanisms")]
ConditionRef = Annotated[Reference, ReferenceValidator(Relation.CONCERNS, "conditions")]
MedicineRef = Annotated[Reference, ReferenceValidator(Relation.CONCERNS, "medicines")]
OutcomeRef = Annotated[Reference, ReferenceValidator(Relation.BEARS_ON, "outcomes")]
