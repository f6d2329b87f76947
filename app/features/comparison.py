"""Comparison: two to five things side by side, each cell the value that the entry itself has."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from app.catalog.catalog import Catalog
from app.core.base_model import Model, RequestModel
from app.core.english_list import english_list
from app.core.entry_keys import SLUG_IN_KEY, key_of, split_keys
from app.core.field_types import IconHref, Slug
from app.core.references import USABLE_KINDS, Reference
from app.features.check.check import check_resolved
from app.features.check.request_resolution import resolve_request
from app.features.check.schemas import AskedAs, CheckAnswer, CheckRequest
from app.features.name_resolution import (
    InvalidParameter,
    InvalidQueryError,
    UnknownNameError,
    resolve_entries,
)
from app.features.portion_figures import MIDDLE_ADULT, portion_figures
from app.features.reference_values import ReferenceValueQuery, query_of_stages
from app.kinds.foods import Food
from app.kinds.nutrients import ReferenceValue
from app.schemas.entries import Answer, CautionMark, Entry, MaybeEntryAnswer
from app.schemas.envelopes import EntryEnvelope
from app.schemas.filters import COMMA_SEPARATED
from app.schemas.food import NUTRIENT_NAMES

FEWEST, MOST = 2, 5
ITEM_PATTERN = f"^(?:{'|'.join(USABLE_KINDS)})/{SLUG_IN_KEY}$"
NOTE = (
    "We name no winner. Each answer rests on its own studies, and studies are not compared with each other."
)
NO_ANSWER = "We have no answer to this question for {names}."
NO_FIGURES = (None,) * len(NUTRIENT_NAMES)
"""The figures of an entry that is no food."""

ItemId = Annotated[str, Field(description="`<kind>/<slug>` of an item.")]


class CompareQuery(RequestModel):
    """What is compared."""

    items: tuple[Annotated[str, Field(json_schema_extra={"pattern": ITEM_PATTERN})], ...] = Field(
        min_length=1,
        max_length=MOST,
        description="Two to five foods, supplements or activities, as `<kind>/<slug>`: with commas between "
        "them or repeated.",
        json_schema_extra={COMMA_SEPARATED: True, "minItems": FEWEST, "uniqueItems": True},
    )


class ComparedItem(Reference):
    """One of the things compared, with its own short answer."""

    icon: IconHref
    answer: MaybeEntryAnswer
    portion: str | None = Field(description="Household measure of a portion; null if not a food.")
    portion_g: float | None = Field(description="Its grams; null if not a food.")
    cautions: tuple[CautionMark, ...] = Field(description="Its own.")


class ComparedOutcome(Model):
    """A question that is answered for some of the items."""

    question: str = Field(description="What is asked.")
    answer: Answer
    answered_for: tuple[ItemId, ...] = Field(description="Items that the claim is about.")
    note: str | None = Field(description="For which items there is no answer; null where it is for all.")


class ComparedNutrient(Model):
    """One nutrient in a portion of each item."""

    nutrient: str = Field(description="Name of the figure, as in `nutrients_per_portion`.")
    unit: str = Field(description="Unit of the amounts.")
    reference: ReferenceValue | None = Field(description="The value for a day; null where none applies.")
    amounts: tuple[float | None, ...] = Field(description="One for each item; null where not known.")
    percents: tuple[int | None, ...] = Field(description="Shares of the value for a day, or null.")


class ComparedCaution(CautionMark):
    """A caution, and the items that it is on; `included.cautions` has it whole."""

    items: tuple[ItemId, ...] = Field(description="The items.")


class Comparison(Model):
    """Things side by side. No winner is named."""

    items: tuple[ComparedItem, ...] = Field(description="In the order asked.")
    outcomes: tuple[ComparedOutcome, ...] = Field(
        description="Further questions than that of an item's own `answer`."
    )
    figures: tuple[ComparedNutrient, ...] = Field(description="Nutrients that any item has a figure of.")
    cautions: tuple[ComparedCaution, ...] = Field(description="Every caution once, most serious first.")
    note: str = Field(description="What the comparison does not say, to be shown with it.")
    check: CheckAnswer | None = Field(
        description="What check finds for the person, to be shown above all else; null without a person."
    )


class ComparisonItem(EntryEnvelope[Comparison]):
    """A comparison."""


def compared_entries(catalog: Catalog, asked: Iterable[str]) -> list[Entry]:
    """Return the entries that a query names, each once.

    Raises UnknownNameError, or InvalidQueryError for too few or many, or what cannot be compared.
    """
    given = split_keys(asked)
    keys = list(dict.fromkeys(given))
    _require_count(given if len(given) > MOST else keys, given)
    entries = resolve_entries(catalog, "items", keys)
    message = f"cannot be compared; choose from {english_list(USABLE_KINDS)}"
    other = [key_of(entry) for entry in entries if entry.kind not in USABLE_KINDS]
    if other:
        raise InvalidQueryError([InvalidParameter("items", key, message, []) for key in other])
    found = list({entry.href: entry for entry in entries}.values())
    _require_count(found, keys)
    return found


def compare(
    catalog: Catalog, entries: Sequence[Entry], person: ReferenceValueQuery | None = MIDDLE_ADULT
) -> Comparison:
    """Compare entries; without a person, shares of a day are left out."""
    return Comparison.model_construct(
        items=tuple(map(_item, entries)),
        outcomes=tuple(_outcomes(catalog, entries)),
        figures=tuple(_figures(catalog, entries, person)),
        cautions=_cautions(entries),
        note=NOTE,
        check=None,
    )


def compare_for_person(catalog: Catalog, request: CheckRequest) -> Comparison:
    """Compare the items of a request for its person.

    Raises UnknownNameError where too few of them are known, or InvalidQueryError for too many.
    """
    resolved = resolve_request(catalog, request)
    if len(resolved.items) < FEWEST:
        raise UnknownNameError([_wrong_count(resolved.items, request.items)])
    _require_count(resolved.items, request.items)
    stages = [trait.value for trait in resolved.traits if trait.by is AskedAs.LIFE_STAGE]
    compared = compare(catalog, resolved.items, query_of_stages(stages, MIDDLE_ADULT.authority))
    return compared.model_copy(update={"check": check_resolved(catalog, request, resolved)})


def _require_count(found: Sequence[object], asked: Sequence[str]) -> None:
    if not FEWEST <= len(found) <= MOST:
        raise InvalidQueryError([_wrong_count(found, asked)])


def _wrong_count(found: Sequence[object], asked: Sequence[str]) -> InvalidParameter:
    known = f"{len(found)} {'is' if len(found) == 1 else 'are'} known here"
    message = f"compare {FEWEST} to {MOST} foods, supplements or activities; {known}"
    return InvalidParameter("items", ",".join(asked), message, [])


def _item(entry: Entry) -> ComparedItem:
    portion = entry.portion if isinstance(entry, Food) else None
    return ComparedItem(
        kind=entry.kind,
        slug=entry.slug,
        name=entry.name,
        href=entry.href,
        icon=entry.icon,
        answer=entry.answer,
        portion=portion.description if portion else None,
        portion_g=portion.grams if portion else None,
        cautions=tuple(CautionMark(slug=one.slug, severity=one.severity) for one in entry.cautions),
    )


def _outcomes(catalog: Catalog, entries: Sequence[Entry]) -> Iterable[ComparedOutcome]:
    """Yield the questions of the claims about the entries, but one that is only an entry's own answer."""
    about: dict[str, list[Entry]] = {}
    for entry in entries:
        for grade in entry.claims:
            about.setdefault(grade.slug, []).append(entry)
    for slug, found in about.items():
        claim = catalog.entry("claims", slug)
        if claim.answer is None or all(one.answer and one.answer.claim == slug for one in found):
            continue
        others = [entry.name for entry in entries if entry not in found]
        yield ComparedOutcome(
            question=claim.answer.question,
            answer=claim.answer,
            answered_for=tuple(map(key_of, found)),
            note=NO_ANSWER.format(names=english_list(others)) if others else None,
        )


def _figures(
    catalog: Catalog, entries: Sequence[Entry], person: ReferenceValueQuery | None
) -> Iterable[ComparedNutrient]:
    """Yield each nutrient that any of the foods has a figure of."""
    rows = [
        portion_figures(catalog, entry, person or MIDDLE_ADULT) if isinstance(entry, Food) else NO_FIGURES
        for entry in entries
    ]
    for figures in zip(*rows, strict=True):
        first = next((one for one in figures if one is not None and one.amount is not None), None)
        if first is not None:
            yield ComparedNutrient(
                nutrient=first.nutrient,
                unit=first.unit,
                reference=first.reference if person else None,
                amounts=tuple(one.amount if one is not None else None for one in figures),
                percents=tuple(one.percent if one is not None and person else None for one in figures),
            )


def _cautions(entries: Sequence[Entry]) -> tuple[ComparedCaution, ...]:
    on: dict[Slug, list[str]] = {}
    severities = {line.slug: line.severity for entry in entries for line in entry.cautions}
    for entry in entries:
        for line in entry.cautions:
            on.setdefault(line.slug, []).append(key_of(entry))
    marks = [
        ComparedCaution(slug=slug, severity=severities[slug], items=tuple(items))
        for slug, items in on.items()
    ]
    return tuple(sorted(marks, key=lambda mark: -mark.severity.rank))
