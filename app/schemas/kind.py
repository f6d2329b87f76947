"""`Kind`: the declaration of one kind of entry, checked when it is made."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from pydantic import create_model

from app.core.base_model import Model
from app.core.errors import InconsistentCodeError
from app.schemas.entries import Document, Entry
from app.schemas.envelopes import EntryEnvelope, Page, envelope_model
from app.schemas.filters import NOT_FILTERS, Filter, ListQuery
from app.schemas.safety_rule import SafetyRule

Documents = Mapping[str, Model]
"""All documents of the content, by `<kind>/<slug>`."""

RuleViolation = tuple[str, str]
"""The path of the invalid field, and a sentence that says what to do."""

Rule = Callable[[str, Any, Documents], Iterable[RuleViolation]]
"""A check of one document, given its `<kind>/<slug>` and all documents."""

Fields = Mapping[str, Any]
Derive = Callable[[Fields, Mapping[str, Fields]], dict[str, Any]]
"""Returns the fields of an answer that are computed from the stored fields of an entry and of all others."""


class KindDeclarationError(InconsistentCodeError):
    """The parts of a kind (schemas, filters, table) contradict each other."""

    def __init__(self, kind: str, contradictions: list[str]) -> None:
        """Name the kind and every contradiction, on one line."""
        super().__init__(f"kind {kind}: {'; '.join(contradictions)}")


def no_derived_fields(_fields: Fields, _entries: Mapping[str, Fields]) -> dict[str, Any]:
    """Return no fields: the default of `Kind.derive`."""
    return {}


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of entry; `KINDS` in `app.catalog.registry` lists them all.

    `fields` are those of its own, in YAML and in answers alike; `entry` adds the shared ones of answers.
    `reference_parameters` gives the query parameters that name entries, with the kinds they may name.
    `safety` says which changes of its entries make a release a safety release; without it, none do.
    """

    path: str
    singular: str
    title: str
    fields: type[Model]
    entry: type[Entry]
    query: type[ListQuery] = ListQuery
    filters: Mapping[str, Filter] = field(default_factory=dict)
    reference_parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    derive: Derive = no_derived_fields
    safety: SafetyRule | None = None

    def __post_init__(self) -> None:
        """Raise KindDeclarationError when the schemas, the query model and the filters do not agree."""
        if contradictions := list(self._contradictions()):
            raise KindDeclarationError(self.path, contradictions)

    @property
    def plural(self) -> str:
        """Return the path as a Python name: `food_sources`."""
        return self.path.replace("-", "_")

    @cached_property
    def document(self) -> type[Document]:
        """Return the model of its YAML files: its own fields, and those of every document."""
        name = f"{self.fields.__name__.removesuffix('Fields')}Document"
        bases: Any = (self.fields, Document)
        return cast("type[Document]", create_model(name, __base__=bases))

    @cached_property
    def item(self) -> type[Model]:
        """Return the model of a response with one entry."""
        return envelope_model(EntryEnvelope, self.entry, "Item", f"One {self.title}.")

    @cached_property
    def page(self) -> type[Model]:
        """Return the model of a response with a page of entries."""
        return envelope_model(Page, self.entry, "Page", f"A page of {self.plural.replace('_', ' ')}.")

    @property
    def own_fields(self) -> list[str]:
        """Return the fields of its documents that are not shared by all kinds."""
        return list(self.fields.model_fields)

    def _contradictions(self) -> Iterator[str]:
        parameters = self.query.model_fields.keys() - NOT_FILTERS
        for name in sorted(parameters - self.filters.keys()):
            yield f"the query parameter '{name}' of {self.query.__name__} has no filter"
        for name in sorted(self.filters.keys() - parameters):
            yield f"the filter '{name}' is not a query parameter of {self.query.__name__}"
        for name in sorted(self.reference_parameters.keys() - parameters):
            yield f"the reference parameter '{name}' is not a query parameter of {self.query.__name__}"
        stored, answered = set(self.own_fields), self.entry.model_fields.keys() - Entry.model_fields.keys()
        for name in sorted(stored - answered):
            yield f"the field '{name}' of {self.document.__name__} is missing in {self.entry.__name__}"
        if self.derive is no_derived_fields:
            for name in sorted(answered - stored):
                yield f"the field '{name}' of {self.entry.__name__} is neither stored nor derived"
