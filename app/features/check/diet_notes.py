"""Diet and allergy notes: items that may not fit the diet, or that contain an allergen."""

from collections.abc import Iterator, Sequence

from app.features.check.request_resolution import ResolvedRequest
from app.features.check.schemas import AskedAs, CheckRequest, DietNote
from app.features.check.sentences import sentence
from app.features.embedded_cards import reference_to
from app.kinds.foods import Food
from app.schemas.entries import Entry
from app.vocabulary.food import Diet
from app.vocabulary.safety import Allergen


def diet_notes_of(resolved: ResolvedRequest, request: CheckRequest) -> tuple[DietNote, ...]:
    """Return a note for each item that conflicts, or may conflict, with the diet or an allergy."""
    said = {trait.value for trait in resolved.traits if trait.by is AskedAs.ALLERGY}
    allergens = [allergen for allergen in Allergen if allergen in said]
    return tuple(note for item in resolved.items for note in _notes(item, request, allergens))


def _notes(item: Entry, request: CheckRequest, allergens: Sequence[Allergen]) -> Iterator[DietNote]:
    restricted = request.diet if request.diet is not Diet.OMNIVORE else None
    if isinstance(item, Food):
        if request.diet is not None:
            yield from _diet(item, request.diet)
        for allergen in allergens:
            yield from _allergen(item, allergen)
    elif item.kind == "supplements":
        if restricted is not None:
            name = sentence("fits_diet", diet=restricted.label.lower())
            note = sentence("not_recorded", name=name)
            yield _note(item, AskedAs.DIET, restricted, note, certain=False)
        for allergen in allergens:
            note = sentence("not_recorded", name=allergen.label.lower())
            yield _note(item, AskedAs.ALLERGY, allergen, note, certain=False)


def _diet(food: Food, diet: Diet) -> Iterator[DietNote]:
    doubts = _doubts(food, "diets", diet)
    name = diet.label.lower()
    if doubts:
        note = sentence("diet_doubt", diet=name, doubts=doubts)
        yield _note(food, AskedAs.DIET, diet, note, certain=False)
    elif diet not in food.diets:
        yield _note(food, AskedAs.DIET, diet, sentence("diet_misfit", diet=name), certain=True)


def _allergen(food: Food, allergen: Allergen) -> Iterator[DietNote]:
    name = allergen.label.lower()
    if allergen in food.allergens:
        yield _note(food, AskedAs.ALLERGY, allergen, sentence("holds", allergen=name), certain=True)
    elif allergen in food.allergens_possible:
        doubts = _doubts(food, "allergens_possible", allergen) or sentence("some_hold")
        note = sentence("may_hold", allergen=name, doubts=doubts)
        yield _note(food, AskedAs.ALLERGY, allergen, note, certain=False)


def _doubts(food: Food, field: str, value: str) -> str:
    return "; ".join(doubt.because for doubt in food.doubts if doubt.field == field and doubt.value == value)


def _note(item: Entry, field: AskedAs, value: str, note: str, *, certain: bool) -> DietNote:
    return DietNote(item=reference_to(item), field=field, value=value, certain=certain, note=note)
