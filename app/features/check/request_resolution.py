"""Resolve what a check request says to items and traits; nothing that was typed is dropped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.name_schemas import NameField
from app.core.references import USABLE_KINDS
from app.features.check.schemas import AskedAs, CheckRequest
from app.features.recognition.normalization import key_of
from app.features.recognition.recogniser import Recogniser, Recognition
from app.schemas.entries import Entry

GUIDE = "guide"
USABLE_RANKS = {kind: rank for rank, kind in enumerate(USABLE_KINDS)}
ASKED_AS: Mapping[NameField, AskedAs] = {
    "items": AskedAs.ITEM,
    "life_stages": AskedAs.LIFE_STAGE,
    "conditions": AskedAs.CONDITION,
    "medicines": AskedAs.MEDICINE,
    "allergies": AskedAs.ALLERGY,
}


@dataclass(frozen=True)
class ResolvedTrait:
    """One trait of the person, and the key of its entry, if any.

    `direct` is false for what only follows from what was said, `certain` for what it may mean or imply.
    """

    by: AskedAs
    asked: str
    value: str
    name: str
    key: str | None = None
    certain: bool = True
    direct: bool = True
    said: tuple[str, str] | None = None
    """The stage of life that was said, as value and name, where this one only follows from it."""


@dataclass(frozen=True)
class ResolvedRequest:
    """A request with its words recognised, in an order independent of the request."""

    items: tuple[Entry, ...]
    traits: tuple[ResolvedTrait, ...]
    recognitions: tuple[Recognition, ...]


def resolve_request(catalog: Catalog, request: CheckRequest) -> ResolvedRequest:
    """Resolve every word of a request."""
    given: dict[NameField, tuple[str, ...]] = {
        "items": request.items,
        "life_stages": request.life_stages,
        "conditions": request.conditions,
        "medicines": request.medicines,
        "allergies": request.allergies,
    }
    return resolve_words(catalog, given)


def resolve_words(catalog: Catalog, given: Mapping[NameField, Iterable[str]]) -> ResolvedRequest:
    """Resolve words by the field that they were typed in."""
    recogniser = Recogniser(catalog)
    recognitions: list[Recognition] = []
    guide: list[str] = []
    for field, texts in given.items():
        for text in sorted(set(texts)):
            if field == "items" and key_of(text) == GUIDE:
                guide += _guide_keys(catalog)
            else:
                recognitions += recogniser.recognise(field, text)
    return resolve_recognitions(catalog, recognitions, guide)


def resolve_recognitions(
    catalog: Catalog, recognitions: Iterable[Recognition], items: Iterable[str] = ()
) -> ResolvedRequest:
    """Resolve what was recognised, and further items, to entries and traits."""
    recognitions = tuple(recognitions)
    traits = [trait for one in recognitions for trait in _traits(one)]
    meant = (one for recognition in recognitions for one in recognition.follows)
    keys = {*items, *(one.key for one in meant if one.key and _is_item(one.field))}
    ordered = sorted(keys, key=lambda key: (USABLE_RANKS[key.partition("/")[0]], catalog.position(key)))
    return ResolvedRequest(
        items=tuple(catalog.entry(*key.split("/")) for key in ordered),
        traits=tuple(sorted(traits, key=lambda trait: (trait.by.rank, trait.value, trait.asked))),
        recognitions=recognitions,
    )


def _is_item(field: NameField) -> bool:
    return field == "items"


def _traits(recognition: Recognition) -> Iterable[ResolvedTrait]:
    direct = {(one.field, one.slug) for one in recognition.taken_for}
    stages = [(one.slug, one.name) for one in recognition.taken_for if one.field == "life_stages"]
    for one in recognition.follows:
        if not _is_item(one.field):
            is_direct = (one.field, one.slug) in direct
            follows_stage = stages and one.field == "life_stages" and not is_direct
            yield ResolvedTrait(
                ASKED_AS[one.field],
                recognition.given,
                one.slug,
                one.name,
                one.key,
                one.certain,
                is_direct,
                stages[0] if follows_stage else None,
            )


def _guide_keys(catalog: Catalog) -> Iterable[str]:
    keys = (key for section in catalog.guide for key in section.keys)
    return [key for key in keys if key.partition("/")[0] in USABLE_KINDS]
