"""The person of a plan: recognised from the words of the request, as in a check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.entry_keys import kind_of, slug_of
from app.features.check.request_resolution import ASKED_AS, ResolvedRequest, resolve_words
from app.features.check.schemas import AskedAs
from app.features.name_resolution import InvalidParameter, UnknownNameError
from app.features.person_traits import Trait
from app.features.plan.caution_effects import Choice
from app.features.plan.free_from import free_from_choice
from app.features.plan.rules import SaidWord, plan_rules_of
from app.features.plan.schemas import PlanChoices, given_words
from app.features.recognition.recogniser import Recogniser, Recognition, Status, WordOutcome
from app.vocabulary.food import FreeFrom
from app.vocabulary.safety import LifeStage

PARAMETERS = {
    AskedAs.LIFE_STAGE: "life_stage",
    AskedAs.CONDITION: "conditions",
    AskedAs.MEDICINE: "medicines",
    AskedAs.ALLERGY: "allergies",
}
NOT_UNDERSTOOD = (
    "this was not understood, so no plan can take it into account; is it spelt right? "
    "Else ask your doctor or a dietitian what to eat"
)


@dataclass(frozen=True)
class Person:
    """What a person is, has, takes and is allergic to, all that follows from it included.

    `certain` lacks what is only often so; `wanted` are foods that were asked for. `own` has each trait
    with the one that it follows from, as it was typed: warfarin for all blood thinners. `said` are the words
    that were understood, each with all the traits that follow from it.
    """

    own: Mapping[Trait, Trait]
    certain: frozenset[Trait]
    free_from: tuple[FreeFrom, ...]
    wanted: frozenset[str]
    said: tuple[SaidWord, ...]
    resolved: ResolvedRequest

    @property
    def choices(self) -> tuple[Trait, ...]:
        """Return all traits, in order."""
        return tuple(self.own)

    @property
    def supplements(self) -> tuple[Trait, ...]:
        """Return the supplements that the person takes, named among the medicines."""
        keys = _item_keys(one for one in self.resolved.recognitions if is_said(one))
        return tuple((kind_of(key), slug_of(key)) for key in keys if kind_of(key) == "supplements")

    def own_choice(self, choice: Choice) -> Choice:
        """Return what a choice follows from, as the person said it."""
        return choice if choice[0] is None else self.own.get(choice, choice)

    def is_now(self, choice: Choice) -> bool:
        """Return whether a stage of life is the present one, not one that may follow; true of all else."""
        return choice[0] != "life_stage" or choice in self.certain

    @property
    def stages(self) -> frozenset[str]:
        """Return the stages of life."""
        return frozenset(str(value) for name, value in self.choices if name == "life_stage")


def person_of(catalog: Catalog, choices: PlanChoices) -> Person:
    """Return the person of some choices. Raises UnknownNameError with every word not understood."""
    free_from = free_from_choice(catalog, choices.free_from)
    resolved = resolve_words(catalog, given_words(choices, free_from.allergens))
    asked = [one for word in choices.wanted for one in Recogniser(catalog).recognise("items", word)]
    fields = {"life_stages": choices.stages_field}
    unknown = [
        *(_invalid(one, fields.get(one.field, one.field)) for one in resolved.recognitions),
        *(_invalid(one, "wanted") for one in asked),
    ]
    invalid = [*(one for one in unknown if one is not None), *free_from.invalid]
    if invalid:
        raise UnknownNameError(invalid)
    traits = resolved.traits
    certain = [(PARAMETERS[one.by], one.value) for one in traits if one.direct or one.certain]
    named = [(PARAMETERS[one.by], one.value) for one in traits]
    own = _own_traits(resolved)
    if not any(name == "life_stage" for name, _ in named):
        named.insert(0, ("life_stage", LifeStage.ADULT.value))
        certain.insert(0, named[0])
    said = [
        (one, frozenset(_with_wider(catalog, {trait: trait for trait in _traits_in(one)})))
        for one in resolved.recognitions
        if is_said(one)
    ]
    all_own = _with_wider(catalog, {trait: own.get(trait, trait) for trait in named})
    for choice, places in plan_rules_of(catalog).repeated([traits for _, traits in said]):
        for place in places:
            said[place] = (said[place][0], said[place][1] | {choice})
        all_own[choice] = next(own.get(trait, trait) for trait in _traits_in(said[places[0]][0]))
    return Person(
        own=all_own,
        certain=frozenset(_with_wider(catalog, {trait: trait for trait in certain})),
        free_from=free_from.values,
        wanted=frozenset(_item_keys(asked)),
        said=tuple(said),
        resolved=resolved,
    )


def is_said(recognition: Recognition) -> bool:
    """Return whether a word was understood and holds now."""
    return recognition.outcome is WordOutcome.UNDERSTOOD and recognition.status is Status.CURRENT


def _traits_in(recognition: Recognition) -> list[Trait]:
    """Return the traits that a word stands for, then those that follow from it."""
    meant = (*recognition.taken_for, *recognition.follows)
    return [(PARAMETERS[ASKED_AS[one.field]], one.slug) for one in meant if one.field != "items"]


def _own_traits(resolved: ResolvedRequest) -> dict[Trait, Trait]:
    """Return what each trait follows from: what was typed stands for itself."""
    direct = {one.asked: (PARAMETERS[one.by], one.value) for one in reversed(resolved.traits) if one.direct}
    named = [(PARAMETERS[one.by], one.value) for one in resolved.traits if one.direct]
    typed = {trait: trait for trait in named}
    follows = {(PARAMETERS[one.by], one.value): direct.get(one.asked) for one in resolved.traits}
    return {trait: own for trait, own in follows.items() if own is not None} | typed


def _with_wider(catalog: Catalog, traits: Mapping[Trait, Trait]) -> dict[Trait, Trait]:
    """Return traits with the conditions and medicines that they are a kind of, or that follow from them.

    Each has the trait that it follows from.
    """
    found = dict(traits)
    queue = list(found)
    while queue:
        trait = queue.pop()
        key = "/".join(trait)
        entry = catalog.entry(*key.split("/")) if catalog.has(key) else None
        for wider in (*getattr(entry, "broader", ()), *getattr(entry, "implies_conditions", ())):
            if (wider.kind, wider.slug) not in found:
                found[wider.kind, wider.slug] = found[trait]
                queue.append((wider.kind, wider.slug))
    return found


def _item_keys(recognitions: Iterable[Recognition]) -> Iterable[str]:
    return (one.key for each in recognitions for one in each.taken_for if one.field == "items" and one.key)


def _invalid(one: Recognition, parameter: str) -> InvalidParameter | None:
    if one.outcome is not WordOutcome.NOT_UNDERSTOOD:
        return None
    near = [one.near.name] if one.near else []
    return InvalidParameter(parameter, one.given, NOT_UNDERSTOOD, near)
