"""Name resolution: slugs, names and synonyms in queries, resolved to entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.name_schemas import NameField
from app.catalog.reference_resolver import closest_keys, closest_matches
from app.core.base_model import Model
from app.core.entry_keys import kind_of
from app.features.recognition.recogniser import Recogniser, Status, WordOutcome
from app.schemas.entries import Entry


@dataclass(frozen=True)
class InvalidParameter:
    """A query parameter whose value names nothing that exists, with suggestions."""

    parameter: str
    given: str
    message: str
    near: list[str]


class InvalidQueryError(ValueError):
    """A query has parameters with values that it cannot have."""

    def __init__(self, invalid_parameters: list[InvalidParameter]) -> None:
        """Collect all invalid parameters."""
        super().__init__(f"{len(invalid_parameters)} invalid query parameters")
        self.invalid_parameters = invalid_parameters


class UnknownNameError(InvalidQueryError):
    """Nothing is wrong with the query but names and words that name nothing in this release."""


class UnknownPageError(InvalidQueryError):
    """Nothing is wrong with the query but its cursor, which names no page of the list."""

    def __init__(self, cursor: str, message: str) -> None:
        """Collect the cursor as the one invalid parameter."""
        super().__init__([InvalidParameter("cursor", cursor, message, [])])


MAX_SUGGESTIONS = 4
FIELDS_BY_KIND: Mapping[str, NameField] = {"conditions": "conditions", "medicines": "medicines"}
"""The kinds whose names are recognised as they are typed."""

ReferenceParameters = Mapping[str, tuple[str, ...]]
"""Query parameters that name entries, with the kinds allowed; empty: any kind."""


def resolve_names(
    catalog: Catalog, reference_parameters: ReferenceParameters, query: Model
) -> dict[str, tuple[str, ...]]:
    """Resolve the names in a query, by parameter. Raises UnknownNameError.

    A parameter limited to one kind gives slugs, any other `<kind>/<slug>`.
    """
    values = [(parameter, value) for parameter in reference_parameters for value in getattr(query, parameter)]
    invalid = find_invalid_parameters(catalog, reference_parameters, values)
    if invalid:
        raise UnknownNameError(invalid)
    named: dict[str, tuple[str, ...]] = dict.fromkeys(reference_parameters, ())
    for parameter, value in values:
        named[parameter] += resolve_name(catalog, reference_parameters[parameter], value)
    return named


def find_invalid_parameters(
    catalog: Catalog, reference_parameters: ReferenceParameters, values: Iterable[tuple[str, str]]
) -> list[InvalidParameter]:
    """Return the parameters whose value resolves to no entry."""
    return [
        _invalid_name(catalog, parameter, reference_parameters[parameter], value)
        for parameter, value in values
        if parameter in reference_parameters
        and not resolve_name(catalog, reference_parameters[parameter], value)
    ]


def resolve_name(catalog: Catalog, kinds: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Resolve a name among kinds; empty if it names no entry."""
    if len(kinds) == 1:
        return _resolve_typed(catalog, kinds[0], value)
    is_of_kinds = not kinds or kind_of(value) in kinds
    return (value,) if catalog.has(value) and is_of_kinds else ()


def _resolve_typed(catalog: Catalog, kind: str, value: str) -> tuple[str, ...]:
    """Resolve what was typed for one kind: a slug, any name, or free text that holds nothing unknown."""
    word = " ".join(value.lower().split())
    slug = word.removeprefix(f"{kind}/")
    named = (slug,) if catalog.has(f"{kind}/{slug}") else catalog.slugs_by_name(kind).get(word, ())
    field = FIELDS_BY_KIND.get(kind)
    if named or field is None:
        return named
    found = Recogniser(catalog).recognise(field, value)
    if any(one.outcome is not WordOutcome.UNDERSTOOD or one.status is not Status.CURRENT for one in found):
        return ()
    return tuple(dict.fromkeys(one.slug for each in found for one in each.taken_for if one.field == field))


def resolve_entries(catalog: Catalog, parameter: str, keys: Iterable[str]) -> list[Entry]:
    """Return the entries of `<kind>/<slug>`, former slugs included.

    Raises UnknownNameError with all that name nothing.
    """
    current = [(key, catalog.moved.get(key, key)) for key in keys]
    unknown = [unknown_key(catalog, parameter, key) for key, moved in current if not catalog.has(moved)]
    if unknown:
        raise UnknownNameError(unknown)
    return [catalog.entry(*moved.split("/")) for _, moved in current]


def resolve_entry(catalog: Catalog, parameter: str, key: str) -> Entry:
    """Return the entry of a `<kind>/<slug>`, former slugs included. Raises UnknownNameError."""
    return resolve_entries(catalog, parameter, [key])[0]


def unknown_key(catalog: Catalog, parameter: str, key: str, *more: str) -> InvalidParameter:
    """Return the error for an unknown `<kind>/<slug>`; `more` are further values to suggest."""
    choices = [choice for path in catalog.entries_by_kind for choice in catalog.keys(path)]
    message = "no such entry; write <kind>/<slug>"
    return InvalidParameter(parameter, key, message, closest_keys(key, [*choices, *more]))


def _invalid_name(catalog: Catalog, parameter: str, kinds: tuple[str, ...], value: str) -> InvalidParameter:
    if len(kinds) == 1:
        message = f"not one of the {kinds[0]} of this release"
        return InvalidParameter(parameter, value, message, _suggestions(catalog, kinds[0], value.lower()))
    choices = [key for path in kinds or tuple(catalog.entries_by_kind) for key in catalog.keys(path)]
    return InvalidParameter(parameter, value, "no such entry", closest_keys(value, choices))


def _suggestions(catalog: Catalog, kind: str, word: str) -> list[str]:
    """Return slugs similar to a name, then similar names and synonyms."""
    field = FIELDS_BY_KIND.get(kind)
    if field is not None:
        near = Recogniser(catalog).near(field, word)
        return [near.name] if near else []
    slugs = closest_matches(word, catalog.slugs(kind))
    return list(dict.fromkeys([*slugs, *closest_matches(word, list(catalog.slugs_by_name(kind)))]))[
        :MAX_SUGGESTIONS
    ]
