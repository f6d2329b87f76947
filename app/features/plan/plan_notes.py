"""Notes of a plan: what to know of it, what was left out, and which choices could not be met."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.catalog.catalog import Catalog
from app.core.english_list import english_list
from app.core.entry_keys import kind_of
from app.features.check.stage_medicines import stage_medicines, typed_name
from app.features.person_traits import Trait
from app.features.plan.candidates import Candidates
from app.features.plan.caution_effects import Choice
from app.features.plan.day_composer import WEEK, Aim
from app.features.plan.person import Person
from app.features.plan.plan_index import Candidate, PlanIndex, foods_in
from app.features.plan.reasons import gives_calcium
from app.features.plan.schemas import PlanDay
from app.features.recognition.recogniser import Recognition
from app.texts.page_texts import page_texts, say
from app.vocabulary.base import Vocabulary
from app.vocabulary.food import Diet, FreeFrom
from app.vocabulary.planning import Goal
from app.vocabulary.safety import Allergen, LifeStage

MIN_ENTRIES_A_WEEK = 10
"""Minimum number of different entries in a week."""

MIN_FOODS = 3
"""Minimum number of fermented or prebiotic foods for varied days."""

MIN_GRAMS_A_DAY = 200
"""With less food than this on a usual day a plan says first that it makes no whole days."""

LOW_SHARE = 0.4
"""The share below which any plan says that its foods give little calcium."""

SHARE_IN_THE_WAY = 2
"""A choice stands in the way of calcium if it leaves out at least one in so many of the foods with it."""

MAX_CHOICES_LISTED = 6
"""Choices or foods listed in a note; the rest are counted."""

MET_SHARE = 0.85
"""The share of the reference value from which the calcium goal is met: the rest of the day adds more."""

GENERAL = "A plan is general information. It does not replace advice from your own doctor or dietitian."
NO_CAUTION = "this guide has no caution on it, so nothing was left out. That is not an all-clear."
ASK_PHARMACIST = "If you are not sure, ask your pharmacist."
TOO_FEW_FOODS = (
    "Too few foods of this guide fit all that you said, so these days are not full. Take them as ideas only. "
    "Ask a dietitian to plan with you."
)
NOTHING_FITS = (
    "Nothing in this guide fits all of these choices together. What was left out is listed with its reason. "
    "Ask a dietitian what you can eat."
)
SMALL_START = "In the first week, foods that can cause wind come in small amounts. Drink enough with them."
SMALL_START_LIMITED_FLUID = (
    "In the first week, foods that can cause wind come in small amounts. "
    "Ask your clinic how much to drink with them."
)
NO_CALCIUM_GOAL = (
    "With what you have or take, this plan does not aim at calcium. Ask your clinic how much you may have. "
    "Do not cut calcium foods on your own."
)
TIMED = "Foods that can hold back a medicine stand at lunch or later. Take morning tablets as you were told."
MIDDAY = (
    "Foods that can hold back a medicine stand at lunch or between meals. Keep them apart from every dose. "
    "Ask your pharmacist how many hours."
)
STAGE_MEDICINES = {
    LifeStage.PREGNANCY: "Ask your doctor or midwife about your medicines now.",
    LifeStage.BREASTFEEDING: "Ask your doctor or midwife about your medicines now.",
    LifeStage.TRYING_FOR_A_BABY: (
        "Some medicines harm an unborn baby. Ask your doctor about each of yours before you try."
    ),
}
"""What to do about medicines, by stage of life; the first that a person is in."""
KEEP_MEDICINES = "Do not stop one without asking."
KEEP_OTHERS = "Do not stop any other one without asking."
NO_MORE_CALCIUM = "Your choices and the limits of this plan leave out many foods with calcium."
FEW_CALCIUM_FOODS = "This goal leaves room for few foods with calcium."
CALCIUM_MET = "These foods alone meet your calcium goal"
CALCIUM_NEAR = "These foods alone come close to your calcium goal, and the rest of the day adds more"
NO_MOVEMENT = (
    "No step that moves the body fits these choices. What was left out is listed with its reason. "
    "Ask a physiotherapist which exercise suits you."
)
ADULT_SERVINGS = (
    "The portions are for adults in general; ask a health professional what suits this stage of life."
)
LABELLED: Mapping[str, Iterable[Vocabulary]] = {
    "diet": Diet,
    "free_from": FreeFrom,
    "life_stage": LifeStage,
    "allergies": Allergen,
}
"""The values of choices that are no entries; those of `avoid` have words of their own."""

NEEDS_OWN_SERVINGS = {LifeStage.ADOLESCENT, LifeStage.PREGNANCY, LifeStage.BREASTFEEDING}


def choice_texts() -> dict[str, str]:
    """Return the words for choices, by parameter and by what to avoid."""
    texts: dict[str, str] = page_texts()["plan"]["choices"]
    return texts


def too_few_foods_note(days: Sequence[PlanDay]) -> tuple[str, ...]:
    """Return what a plan says first if its days have hardly any food."""
    grams = sum(item.portion_g or 0 for day in days for item in day.items)
    return (TOO_FEW_FOODS,) if grams < MIN_GRAMS_A_DAY * len(days) else ()


def notes_of(
    catalog: Catalog,
    index: PlanIndex,
    candidates: Candidates,
    aim: Aim,
    days: Sequence[PlanDay],
    *,
    asked: Goal,
) -> Iterator[str]:
    """Yield the notes of a plan."""
    yield GENERAL
    if not days:
        yield NOTHING_FITS
        return
    if asked is not aim.goal or aim.leaves_calcium:
        yield NO_CALCIUM_GOAL
    yield from _calcium_note(catalog, index, candidates, aim, days)
    for word, group, fitting in (
        ("fermented", index.fermented, candidates.fermented),
        ("prebiotic", index.prebiotic, candidates.prebiotic),
        ("bone", index.bone, candidates.bone),
    ):
        if not fitting:
            yield _missing(catalog, word, group, candidates)
        elif len(fitting) < min(MIN_FOODS, aim.days):
            names = ", ".join(one.entry.name for one in fitting)
            yield f"Few {word} foods fit these choices: {names}."
    yield from _unmet_aims(candidates, aim, days)
    served = {item.entry.id for day in days for item in day.items}
    if candidates.morning or not served.isdisjoint(candidates.timed - candidates.midday):
        yield TIMED
    if not served.isdisjoint(candidates.midday):
        yield MIDDAY
    if any("to start with" in (item.portion or "") for day in days for item in day.items):
        yield SMALL_START_LIMITED_FLUID if candidates.is_fluid_limited else SMALL_START
    if any(("life_stage", stage.value) in candidates.choices for stage in NEEDS_OWN_SERVINGS):
        yield ADULT_SERVINGS
    yield "Sums count the foods listed only; the rest of the day adds more."


def _calcium_note(
    catalog: Catalog, index: PlanIndex, candidates: Candidates, aim: Aim, days: Sequence[PlanDay]
) -> Iterator[str]:
    if aim.reference_mg is None:
        return
    least = min(day.totals.calcium_mg.amount for day in days)
    if least >= (MET_SHARE if aim.goal is Goal.CALCIUM else LOW_SHARE) * aim.reference_mg:
        if aim.goal is Goal.CALCIUM:
            met = CALCIUM_MET if least >= aim.reference_mg else CALCIUM_NEAR
            yield f"{met}: at least {least:,.0f} mg a day, of {aim.reference_mg:,.0f} mg."
        return
    because = _why_little_calcium(catalog, (*index.fermented, *index.bone), candidates)
    yield (
        f"These foods reach {least:,.0f} mg of calcium on the lowest day, of {aim.reference_mg:,.0f} mg. "
        f"{because} Ask a dietitian how to cover the rest."
    )


def _why_little_calcium(catalog: Catalog, group: Iterable[Candidate], candidates: Candidates) -> str:
    """Return why days hold little calcium: what leaves out most foods with it, all choices, or the goal."""
    rich = [one for one in group if gives_calcium(one.amount(first_week=False))]
    behind = _choices_behind(catalog, rich, candidates, least=max(1, -(-len(rich) // SHARE_IN_THE_WAY)))
    if behind:
        return f"Most foods with calcium are left out for {behind}."
    return NO_MORE_CALCIUM if _choices_behind(catalog, rich, candidates) else FEW_CALCIUM_FOODS


def stage_medicine_notes(person: Person, *, keeps_medicines: bool) -> Iterator[str]:
    """Yield a note where a medicine is taken in pregnancy, before it or while breastfeeding."""
    note = stage_medicines(person.resolved)
    if note:
        first = next(
            text for stage, text in STAGE_MEDICINES.items() if ("life_stage", stage.value) in person.certain
        )
        yield f"{first} {KEEP_MEDICINES if keeps_medicines else KEEP_OTHERS} {note}"


def left_out_notes(index: PlanIndex, person: Person) -> Iterator[str]:
    """Yield a note on the foods that were left out for each word that the person said."""
    for recognition, traits in _different(person):
        foods = {key for trait in traits for key in foods_in(list(index.exclusions.get(trait, ())))}
        names = [reference.name for key, reference in index.references.items() if key in foods]
        label = _said_name(recognition)
        if names:
            yield f"Left out for {label}: {english_list(names, 'and', MAX_CHOICES_LISTED)}."
        elif recognition.field != "life_stages" and not traits.isdisjoint(index.named_traits):
            yield f"No food is left out for {label}."


def _said_name(recognition: Recognition) -> str:
    """Return what was said, and in parentheses what it was taken for if that begins otherwise."""
    meant, typed = ", ".join(recognition.names), typed_name(recognition)
    if recognition.field == "allergies":
        return f"an allergy to {typed.lower()}"
    if typed.isdecimal():
        return f"your age ({typed})"
    return meant if meant.lower().startswith(typed.lower()) else f"{typed} ({meant})"


def _different(person: Person) -> Iterator[tuple[Recognition, frozenset[Trait]]]:
    """Yield the first of all words that mean the same."""
    seen = set()
    for recognition, traits in person.said:
        if traits not in seen:
            seen.add(traits)
            yield recognition, traits


def asked_notes(person: Person) -> Iterator[str]:
    """Yield what is to be asked about words that may mean several things."""
    for one in person.resolved.recognitions:
        if one.ask:
            sure = f" {ASK_PHARMACIST}" if one.field == "medicines" else ""
            yield f"{one.given}: {one.ask}{sure}"


def uncovered_trait_notes(index: PlanIndex, person: Person) -> Iterator[str]:
    """Yield a note for every condition and medicine that no caution and no rule names."""
    traits = {(one.by, one.value): one for one in person.resolved.traits if one.direct}
    for trait in traits.values():
        if trait.key is not None and (kind_of(trait.key), trait.value) not in index.named_traits:
            yield f"{trait.name}: {NO_CAUTION}"


def _missing(catalog: Catalog, word: str, group: Iterable[Candidate], candidates: Candidates) -> str:
    behind = _choices_behind(catalog, group, candidates)
    because = f" ({behind})" if behind else ""
    start = f"No {word} food is known to fit these choices{because}, so no day has one."
    return f"{start} What was left out is listed with its reason."


def _choices_behind(
    catalog: Catalog, group: Iterable[Candidate], candidates: Candidates, least: int = 1
) -> str:
    """Return the choices for which at least so many foods of a group were left out, in words."""
    reasons = [candidates.excluded.get(one.key, ()) for one in group]
    left_out = Counter(
        choice for some in reasons for choice in {(reason.parameter, reason.value) for reason in some}
    )
    words = [
        _in_words(catalog, choice) for choice in candidates.choices if choice[0] and left_out[choice] >= least
    ]
    return english_list(words, "and", MAX_CHOICES_LISTED)


def _in_words(catalog: Catalog, choice: Choice) -> str:
    """Return a choice in words: with the name of an entry, the label of a value, or words of its own."""
    name, value = str(choice[0]), str(choice[1])
    texts = choice_texts()
    if name == "avoid":
        return texts[value]
    labels = {one.value: one.label.lower() for one in LABELLED.get(name, ())}
    return say(texts[name], name=labels.get(value) or catalog.name_of(f"{name}/{value}"))


def _unmet_aims(candidates: Candidates, aim: Aim, days: Sequence[PlanDay]) -> Iterator[str]:
    fibre = [day.totals.fibre_g.amount for day in days]
    if len(days) > 1 and fibre[-1] <= fibre[0]:
        yield "Fibre does not rise over these days: too few foods with different amounts of fibre fit."
    entries = {item.entry.id for day in days for item in day.items}
    if len(entries) < MIN_ENTRIES_A_WEEK and aim.days >= WEEK:
        yield f"The plan has {len(entries)} different entries only: few entries fit these choices."
    if aim.goal is Goal.MOVEMENT and not any(one.is_movement for one in candidates.habits):
        yield NO_MOVEMENT
