"""Broader and narrower conditions and medicines, followed all the way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from app.core.base_model import Model
from app.core.references import Reference, ReferenceValidator
from app.schemas.kind import Documents, Fields, RuleViolation
from app.vocabulary.content import Relation

BroaderCondition = Annotated[Reference, ReferenceValidator(Relation.BELONGS_TO, "conditions")]
BroaderMedicine = Annotated[Reference, ReferenceValidator(Relation.BELONGS_TO, "medicines")]
BroaderSupplement = Annotated[Reference, ReferenceValidator(Relation.BELONGS_TO, "supplements")]
ImpliedCondition = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO, "conditions")]

CERTAIN_FIELDS = ("broader", "implies_conditions")
"""Fields of a condition or medicine: whoever has it, has what they name too."""

POSSIBLE_FIELDS = ("may_imply_conditions",)
"""Fields of a condition or medicine: whoever has it, may have what they name too."""

MayImply = Annotated[
    tuple[ImpliedCondition, ...],
    Field(description="Conditions that often go with it: their cautions may apply."),
]


class Reach(Model):
    """Slugs of conditions and medicines, narrower ones included."""

    conditions: tuple[str, ...] = Field((), description="Slugs of conditions.")
    medicines: tuple[str, ...] = Field((), description="Slugs of medicines.")


def reach_of(named: Iterable[str], entries: Mapping[str, Fields]) -> tuple[Reach, Reach]:
    """Return what a caution on these `<kind>/<slug>` reaches for certain, and what it may reach.

    It reaches what is named, everything narrower, and every medicine that implies one of those conditions.
    """
    certain = _closure(named, _narrower(entries, CERTAIN_FIELDS))
    possible = _closure(named, _narrower(entries, (*CERTAIN_FIELDS, *POSSIBLE_FIELDS)))
    order = [key for key in entries if key in possible]
    return (
        _reach(key for key in order if key in certain),
        _reach(key for key in order if key not in certain),
    )


def _reach(keys: Iterable[str]) -> Reach:
    pairs = [key.split("/") for key in keys]
    return Reach(
        conditions=tuple(slug for kind, slug in pairs if kind == "conditions"),
        medicines=tuple(slug for kind, slug in pairs if kind == "medicines"),
    )


def _narrower(entries: Mapping[str, Fields], fields: Iterable[str]) -> Mapping[str, list[str]]:
    narrower: dict[str, list[str]] = defaultdict(list)
    for key, entry in entries.items():
        for field in fields:
            for wider in entry.get(field, ()):
                narrower[wider].append(key)
    return narrower


def _closure(start: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    queue = list(start)
    while queue:
        key = queue.pop()
        if key not in found:
            found.add(key)
            queue += edges.get(key, ())
    return found


def wider_than(key: str, entries: Mapping[str, Any], fields: Iterable[str] = CERTAIN_FIELDS) -> set[str]:
    """Return the entry with this key and all that its fields lead to, all the way up, as far as they exist.

    By default that is all whose cautions it certainly inherits.
    """
    wider: set[str] = set()
    queue = [key]
    while queue:
        one = queue.pop()
        if one not in wider and one in entries:
            wider.add(one)
            queue += linked_keys(entries[one], fields)
    return wider


def linked_keys(entry: Any, fields: Iterable[str]) -> list[str]:
    """Return the keys that some fields name, of a document or a served entry, or of a row with keys."""
    named = (field_of(entry, field) or () for field in fields)
    return [one if isinstance(one, str) else one.id for links in named for one in links]


def field_of(entry: Any, field: str) -> Any:
    """Return a field of a document, a served entry or a row; None without it."""
    return entry.get(field) if isinstance(entry, Mapping) else getattr(entry, field, None)


def check_broader(key: str, document: Any, documents: Documents) -> Iterator[RuleViolation]:
    """No entry is broader than itself."""
    edges = {other: [wider.id for wider in getattr(documents[other], "broader", ())] for other in documents}
    for place, wider in enumerate(document.broader):
        if key in _closure([wider.id], edges):
            yield f"broader[{place}]", f"{wider.id} is itself narrower than {key}; remove one of the two"
