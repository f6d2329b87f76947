"""Words in queries: slugs, names and synonyms, turned into the slugs of entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches
from app.core.base_model import Model


@dataclass(frozen=True)
class InvalidParameter:
    """A query parameter that names something that does not exist."""

    parameter: str
    given: str
    message: str
    near: list[str]


class InvalidQueryError(ValueError):
    """The query is well formed, but names entries that do not exist."""

    def __init__(self, mistakes: list[InvalidParameter]) -> None:
        """Keep all mistakes."""
        super().__init__(f"{len(mistakes)} mistakes in the query")
        self.invalid_parameters = mistakes


MOST_NEAR = 4

NamedBy = Mapping[str, tuple[str, ...]]
"""The query parameters that name entries, and the kinds they may name; none: any kind."""


def resolve_names(
    catalog: Catalog, reference_parameters: NamedBy, query: Model
) -> dict[str, tuple[str, ...]]:
    """Return what the words of a query stand for, by parameter. Raises InvalidQueryError.

    A parameter that may name one kind gives slugs, any other `<kind>/<slug>`.
    """
    values = [(parameter, value) for parameter in reference_parameters for value in getattr(query, parameter)]
    mistakes = find_invalid_parameters(catalog, reference_parameters, values)
    if mistakes:
        raise InvalidQueryError(mistakes)
    named: dict[str, tuple[str, ...]] = dict.fromkeys(reference_parameters, ())
    for parameter, value in values:
        named[parameter] += resolve_name(catalog, reference_parameters[parameter], value)
    return named


def find_invalid_parameters(
    catalog: Catalog, reference_parameters: NamedBy, values: Iterable[tuple[str, str]]
) -> list[InvalidParameter]:
    """Return a mistake for every value that stands for no entry."""
    return [
        _mistake(catalog, parameter, reference_parameters[parameter], value)
        for parameter, value in values
        if parameter in reference_parameters
        and not resolve_name(catalog, reference_parameters[parameter], value)
    ]


def resolve_name(catalog: Catalog, kinds: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Return what a word stands for among kinds; nothing where it stands for no entry."""
    word = " ".join(value.lower().split())
    if len(kinds) == 1 and word in catalog.slugs_by_name(kinds[0]):
        return catalog.slugs_by_name(kinds[0])[word]
    kind, _, slug = value.partition("/")
    if catalog.has(value) and (not kinds or kind in kinds):
        return (slug,) if len(kinds) == 1 else (value,)
    return ()


def _mistake(catalog: Catalog, parameter: str, kinds: tuple[str, ...], value: str) -> InvalidParameter:
    if len(kinds) == 1:
        message = f"not one of the {kinds[0]} of this release"
        return InvalidParameter(parameter, value, message, _near(catalog, kinds[0], value.lower()))
    choices = [key for path in kinds or tuple(catalog.kinds) for key in catalog.keys(path)]
    return InvalidParameter(parameter, value, "no such entry", closest_matches(value, choices))


def _near(catalog: Catalog, kind: str, word: str) -> list[str]:
    """Return slugs that look like a word, then names and synonyms that do."""
    slugs = closest_matches(word, catalog.slugs(kind))
    return list(dict.fromkeys([*slugs, *closest_matches(word, list(catalog.slugs_by_name(kind)))]))[
        :MOST_NEAR
    ]
