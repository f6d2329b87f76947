"""Facets: every enumeration with labels and meanings, plus conditions and medicines with synonyms."""

from collections import defaultdict
from collections.abc import Iterator

from pydantic import Field

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.features.check.schemas import CHECK_VOCABULARIES
from app.schemas.envelopes import Envelope
from app.vocabulary import content, food, grading, graph, nutrition, planning, safety
from app.vocabulary.base import Vocabulary


class FacetValue(Model):
    """One value of an enumeration."""

    value: str = Field(
        description="The value, as it stands in answers and in queries.", examples=["very_low"]
    )
    label: str = Field(description="Short text to show.")
    meaning: str = Field(description="One plain sentence.")
    synonyms: tuple[str, ...] = Field(description="Words accepted in its place.")


class Facet(Model):
    """One enumeration: its values in order, and what to do with a value it does not list."""

    name: str = Field(description="Name of the enumeration in snake_case.", examples=["certainty"])
    description: str = Field(description="What it tells, and what to do with a value that you do not know.")
    open: bool = Field(description="True: later releases may add values.")
    values: tuple[FacetValue, ...] = Field(description="Its values, in order where they have one.")


class Facets(Model):
    """Every enumeration of the contract."""

    facets: tuple[Facet, ...] = Field(description="One for each enumeration, conditions and medicines last.")


class FacetsItem(Envelope[Facets]):
    """The legend of every enumeration."""


def vocabularies() -> Iterator[type[Vocabulary]]:
    """Yield every vocabulary of the contract: those of `app/vocabulary/` in order, then those of check."""
    for module in (grading, safety, food, nutrition, content, planning, graph):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Vocabulary) and value is not Vocabulary:
                yield value
    yield from CHECK_VOCABULARIES


def facet_name(vocabulary: type[Vocabulary]) -> str:
    """Return the snake_case name of a vocabulary: `life_stage` for LifeStage."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in vocabulary.__name__)[1:]


def facets_of(catalog: Catalog) -> Facets:
    """Return all facets of a release."""
    fixed = tuple(_vocabulary_facet(vocabulary) for vocabulary in vocabularies())
    return Facets(facets=(*fixed, _entry_facet(catalog, "conditions"), _entry_facet(catalog, "medicines")))


def _vocabulary_facet(vocabulary: type[Vocabulary]) -> Facet:
    return Facet(
        name=facet_name(vocabulary),
        description=(vocabulary.__doc__ or "").strip(),
        open=True,
        values=tuple(
            FacetValue(value=member.value, label=member.label, meaning=member.meaning, synonyms=())
            for member in vocabulary
        ),
    )


def _entry_facet(catalog: Catalog, kind: str) -> Facet:
    synonyms = defaultdict(list)
    for word, slugs in catalog.slugs_by_name(kind).items():
        for slug in slugs:
            synonyms[slug].append(word)
    return Facet(
        name=kind.removesuffix("s"),
        description=f"The {kind} that cautions name. A word may stand for more than one of them.",
        open=True,
        values=tuple(
            FacetValue(
                value=entry.slug,
                label=entry.name,
                meaning=entry.summary,
                synonyms=tuple(word for word in synonyms[entry.slug] if word != entry.slug),
            )
            for entry in catalog.entries_by_kind[kind]
        ),
    )
