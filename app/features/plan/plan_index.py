"""Plan index of a release: candidates and the effect of each choice, independent of a query."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.catalog.catalog import Catalog
from app.core.base_model import shared_fields
from app.core.entry_keys import key_of, kind_of
from app.core.memoize import Memoize
from app.core.references import FOOD_KINDS, Reference
from app.features.embedded_cards import reference_to
from app.features.person_traits import Trait, traits_of
from app.features.plan.caution_effects import (
    EVERYONE,
    CautionEffect,
    Choice,
    PlanCaution,
    caution_effects,
    exclusion,
    uses_of,
    with_used_entries,
)
from app.features.plan.food_rules import (
    UNITS_PER_FIGURE,
    Amount,
    adaptation_reason,
    amounts_of,
    is_milk_drink,
    misfits,
)
from app.features.plan.plan_texts import PlanText, TextReader
from app.features.plan.reasons import WITHOUT_KNOWN_BENEFIT
from app.features.plan.rules import PlanRules, plan_rules_of
from app.features.plan.schemas import LeftOutFor, Mind
from app.kinds.cautions import Caution, allergens_in_common
from app.schemas.entries import CautionLine, CautionMark, ClaimCard, Entry
from app.vocabulary.content import Moment, Topic

PLANNED_KINDS = (*FOOD_KINDS, "activities", "daily-actions", "lifestyle-tips")
IMPACT = "activities/impact-exercise"
NO_FIGURES = "No figure of its portion is known, and no claim of this guide speaks of it."
NO_CLAIM = "No claim of this guide speaks of it."
Reasons = dict[Choice, dict[str, list[LeftOutFor]]]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A food or habit that a plan may contain.

    `group` is the food group, or the topic of a habit: the measure of variety. `amounts` are that of the
    first week and that of later weeks; a habit has none. `claim` is the most specific claim about it,
    `reason` that of a habit in its own words. `is_calcium_on_label`: the maker decides on its calcium.
    `most_a_week` is for all of a group that have such a limit.
    """

    key: str
    entry: Any
    group: str
    texts: tuple[PlanText, ...]
    claim: ClaimCard | None
    claim_reference: Reference | None
    cautions: tuple[CautionMark, ...]
    amounts: tuple[Amount, Amount] | None = None
    moment: Moment = Moment.ANY_TIME
    is_movement: bool = False
    is_milk_drink: bool = False
    is_calcium_on_label: bool = False
    reason: str | None = None
    most_a_week: int | None = None

    @property
    def is_without_known_benefit(self) -> bool:
        """Return whether no claim with a known benefit is about it."""
        return self.claim is None or self.claim.direction in WITHOUT_KNOWN_BENEFIT

    def amount(self, *, first_week: bool) -> Amount:
        """Return the amount of a food."""
        if self.amounts is None:
            raise LookupError(self.key)
        return self.amounts[0 if first_week else 1]


@dataclass
class PlanIndex:
    """Candidates, and the effect of each choice on them."""

    fermented: list[Candidate] = field(default_factory=list)
    prebiotic: list[Candidate] = field(default_factory=list)
    bone: list[Candidate] = field(default_factory=list)
    habits: list[Candidate] = field(default_factory=list)
    references: dict[str, Reference] = field(default_factory=dict)
    exclusions: Reasons = field(default_factory=dict)
    """By choice and key: reasons to exclude the entry."""
    unless_wanted: dict[str, LeftOutFor] = field(default_factory=dict)
    """By key: the reason to exclude a food that was not asked for."""
    timed: dict[Choice, dict[str, list[str]]] = field(default_factory=dict)
    """By choice and key of a food: cautions that keep it apart from a medicine."""
    morning: dict[Choice, dict[str, Mind]] = field(default_factory=dict)
    """By choice and slug: what is to be minded of a tablet before breakfast."""
    warnings: dict[Choice, dict[str, list[CautionEffect]]] = field(default_factory=dict)
    """By choice and key: what an item says."""
    information: dict[Choice, dict[str, list[str]]] = field(default_factory=dict)
    """By choice and key: cautions said once for the whole plan: mere information, or on a step."""
    personal: dict[Choice, list[str]] = field(default_factory=dict)
    """By choice: all cautions on what a person has, takes or is allergic to, but mere information."""
    named: dict[str, list[str]] = field(default_factory=dict)
    """By caution: the foods and activities that it names itself."""
    general_cautions: list[tuple[Caution, CautionLine]] = field(default_factory=list)
    """Cautions on any activity, which concern every plan."""
    closer: dict[str, frozenset[str]] = field(default_factory=dict)
    """By caution: the cautions that say it more closely."""
    named_traits: set[Trait] = field(default_factory=set)
    """All traits named by cautions or by the rules of plans."""

    def is_said_closer(self, slug: str, about: Iterable[str], slugs: Collection[str]) -> bool:
        """Return whether closer ones of some cautions name all the entries that one is about."""
        closer = [one for one in self.closer.get(slug, ()) if one in slugs]
        named = {key for one in closer for key in self.named.get(one, ())}
        return bool(closer) and named.issuperset(about)

    def foods(self, kind: str) -> list[Candidate]:
        """Return the candidates of a kind of food."""
        return dict(zip(FOOD_KINDS, (self.fermented, self.prebiotic, self.bone), strict=True))[kind]


@Memoize
def plan_index_of(catalog: Catalog) -> PlanIndex:
    """Return the plan index of a release."""
    return _Builder(catalog, plan_rules_of(catalog)).index


class _Builder:
    """A reader of every entry that a plan may contain, in catalog order."""

    def __init__(self, catalog: Catalog, rules: PlanRules) -> None:
        self.index = PlanIndex()
        self._catalog = catalog
        self._rules = rules
        self._cautions: dict[str, PlanCaution] = {}
        self._texts = TextReader(catalog)
        self._food_misfits: dict[str, list[tuple[Choice, str]]] = {}
        for rule in (*(one.people for one in rules.no_plan), *(one.choices for one in rules.adaptations)):
            self.index.named_traits |= rule
        for caution in (one for one in catalog.entries_by_kind["cautions"] if isinstance(one, Caution)):
            self._add_caution(caution)
        for key in (key for kind in PLANNED_KINDS for key in catalog.keys(kind)):
            self._read(key, catalog.entry(*key.split("/")))

    def _add_caution(self, caution: Caution) -> None:
        self.index.named_traits.update(traits_of(caution))
        if caution.superseded_by:
            self.index.closer[caution.slug] = frozenset(one.slug for one in caution.superseded_by)
        if caution.applies_to.any_activity:
            card = self._catalog.caution_card(caution.slug)
            self.index.general_cautions.append((caution, CautionLine(**shared_fields(card, CautionLine))))
        else:
            known = self._cautions[caution.slug] = PlanCaution(caution)
            for choice in () if known.is_information else known.choices:
                if choice[0] not in (None, "life_stage"):
                    self.index.personal.setdefault(choice, []).append(caution.slug)

    def _read(self, key: str, entry: Any) -> None:
        index = self.index
        index.references[key] = reference_to(entry)
        entries = with_used_entries(self._catalog, entry)
        effects = caution_effects(self._cautions, entry, entries)
        for effect in effects:
            self._apply(key, entry, entries.values(), effect)
        served = {effect.caution.entry.slug for effect in effects if effect.is_served}
        for choice, text in self._misfits(key, entry, served):
            _put(index.exclusions, choice, key, exclusion(choice, text))
        claim = self._best_claim(entry)
        if entry.kind in FOOD_KINDS:
            self._add_food(key, entry, claim)
        elif entry.kind != "activities":
            self._add_habit(key, entry, claim)

    def _apply(self, key: str, entry: Any, parts: Iterable[Entry], effect: CautionEffect) -> None:
        """Record the effect of a caution on an entry, for each choice that it concerns.

        `parts` are the entry and all it uses: what they hold decides which allergies it concerns.
        """
        caution, index = effect.caution, self.index
        own = {one for part in parts for one in allergens_in_common(caution.allergens, part)}
        is_excluded = _is_excluded(effect)
        is_step = entry.kind not in FOOD_KINDS and not caution.severity.needs_advice
        if key in caution.named:
            index.named.setdefault(caution.entry.slug, []).append(key)
        is_listed = caution.entry.slug in {card.slug for card in entry.cautions}
        is_said = is_listed and effect.is_said and not (is_step and caution.choices == (EVERYONE,))
        for choice in caution.choices:
            if not caution.concerns(choice, own):
                continue
            if is_excluded:
                _put(index.exclusions, choice, key, exclusion(choice, effect.exclusion_reason))
            if is_said and (caution.is_information or is_step):
                _put(index.information, choice, key, caution.entry.slug)
            elif is_said and caution.entry.slug in self._rules.morning_tablets:
                index.morning.setdefault(choice, {})[caution.entry.slug] = _of_tablet(caution)
            elif is_said:
                _put(index.warnings, choice, key, effect)
            if caution.is_timing and choice != EVERYONE:
                _put(index.timed, choice, key, caution.entry.slug)

    def _misfits(self, key: str, entry: Any, cautions: set[str]) -> Iterator[tuple[Choice, str]]:
        """Yield the choices that a food, or a used food, or the exercise of a habit does not fit."""
        if entry.kind in FOOD_KINDS:
            found = list(misfits(entry))
            if (
                amounts_of(entry)[1].figure("sodium_mg")
                > self._rules.day_limits(()).figures["sodium_mg"] * UNITS_PER_FIGURE
            ):
                found.append((EVERYONE, "One portion holds more sodium than the daily value."))
            for adaptation in self._rules.adaptations:
                reason = adaptation_reason(key, entry, cautions, adaptation, found)
                if reason:
                    found += [(choice, reason) for choice in sorted(adaptation.choices, key=str)]
            self._food_misfits[key] = found
            yield from found
        used = uses_of(entry)
        for food in foods_in(used):
            name = self.index.references[food].name
            yield from ((choice, f"It uses {name}. {text}") for choice, text in self._food_misfits[food])
        if self._is_movement(key, entry):
            yield from ((one, "It moves the body; ask first.") for one in sorted(self._rules.no_exercise))
        if any(getattr(self._entry(one), "topic", None) is Topic.HYDRATION for one in (key, *used)):
            reason = "Ask your clinic how much to drink."
            yield from ((one, reason) for one in sorted(self._rules.limited_fluid))
        if IMPACT in {key, *used}:
            yield from ((one, "It has impact; ask first.") for one in sorted(self._rules.no_impact))

    def _add_food(self, key: str, food: Any, claim: ClaimCard | None) -> None:
        index, amounts = self.index, amounts_of(food)
        if food.portion.left_out_of_plans is not None:
            index.unless_wanted[key] = exclusion(EVERYONE, food.portion.left_out_of_plans)
        elif claim is None and not amounts[1].is_known:
            _put(index.exclusions, EVERYONE, key, exclusion(EVERYONE, NO_FIGURES))
        dishes = ((dish.text, dish.moments) for dish in food.portion.dishes)
        limit = food.portion.weekly_limit
        about = f"{food.name} {food.group.value}{' milk' if is_milk_drink(food) else ''}"
        index.foods(food.kind).append(
            self._candidate(
                key,
                food,
                claim,
                group=food.group.value,
                texts=self._texts.read(dishes, key, about),
                amounts=amounts,
                is_milk_drink=is_milk_drink(food),
                is_calcium_on_label=key in self._rules.calcium_on_label,
                most_a_week=None if limit is None else limit.portions,
            )
        )

    def _add_habit(self, key: str, habit: Any, claim: ClaimCard | None) -> None:
        if foods_in(uses_of(habit)):
            return
        if claim is None:
            _put(self.index.exclusions, EVERYONE, key, exclusion(EVERYONE, NO_CLAIM))
            return
        is_movement = self._is_movement(key, habit)
        tips = [key, *uses_of(habit)]
        topics = [one.topic.value for one in map(self._entry, tips) if hasattr(one, "topic")]
        group = next(iter(topics), Topic.ACTIVITY.value if is_movement else key)
        moment = getattr(habit, "moment", Moment.ANY_TIME)
        start = getattr(habit, "start_small", habit.action)
        texts = self._texts.read([(start, (moment,)), (habit.action, (moment,))], key, habit.name)
        if texts:
            for choice, reason in self._unsuitable(texts):
                _put(self.index.exclusions, choice, key, exclusion(choice, reason))
            self.index.habits.append(
                self._candidate(
                    key,
                    habit,
                    claim,
                    group=group,
                    texts=texts,
                    moment=moment,
                    is_movement=group == Topic.ACTIVITY.value,
                    reason=self._rules.step_reasons.get(key, getattr(habit, "why", None)),
                    most_a_week=1 if key in self._rules.once_a_week else None,
                )
            )

    def _unsuitable(self, texts: Sequence[PlanText]) -> Iterator[tuple[Choice, str]]:
        """Yield the choices for which every text of a habit names something unsuitable, with the reason."""
        for adaptation in self._rules.adaptations:
            if not any(text.suits((), adaptation.words) for text in texts):
                yield from ((choice, adaptation.reason) for choice in sorted(adaptation.choices, key=str))

    def _candidate(self, key: str, entry: Any, claim: ClaimCard | None, **rest: Any) -> Candidate:
        reference = None if claim is None else reference_to(self._entry(f"claims/{claim.slug}"))
        marks = tuple(CautionMark(slug=one.slug, severity=one.severity) for one in entry.cautions)
        return Candidate(key=key, entry=entry, claim=claim, claim_reference=reference, cautions=marks, **rest)

    def _is_movement(self, key: str, entry: Any) -> bool:
        """Return whether an entry is exercise, or a habit that uses it."""
        parts = [self._entry(one) for one in (key, *uses_of(entry))]
        return any(
            getattr(one, "topic", None) is Topic.ACTIVITY or (one.kind == "activities" and one.claims)
            for one in parts
        )

    def _entry(self, key: str) -> Any:
        return self._catalog.entry(*key.split("/"))

    def _best_claim(self, entry: Any) -> ClaimCard | None:
        """Return the claim that a rule names, else the most specific one about an entry or what it uses.

        A claim that only links to a food is no reason to eat it.
        """
        chosen = self._rules.step_claims.get(key_of(entry))
        if chosen is not None:
            return self._catalog.claim_card(chosen.rpartition("/")[2])
        for key in (key_of(entry), *uses_of(entry)):
            cards = [self._catalog.claim_card(one.slug) for one in self._entry(key).claims]
            claims = [card for card in cards if entry.kind not in FOOD_KINDS or key in self._about(card)]
            if claims:
                return min(claims, key=partial(self._specificity, key))
        return None

    def _specificity(self, key: str, card: ClaimCard) -> tuple[bool, int, int]:
        """Return the sort key of a claim: about the entry itself, few subjects, high certainty."""
        about = self._about(card)
        certainties = list(type(card.certainty))
        return key not in about, len(about), certainties.index(card.certainty)

    def _about(self, card: ClaimCard) -> list[str]:
        """Return the keys of the entries that a claim is about."""
        return [subject.id for subject in self._entry(f"claims/{card.slug}").subjects]


def _is_excluded(effect: CautionEffect) -> bool:
    """Return whether a caution excludes an entry: timing and a form that can be chosen never do."""
    is_milder = effect.form is not None or effect.caution.is_timing
    return effect.caution.severity.needs_advice and not is_milder


def _of_tablet(caution: PlanCaution) -> Mind:
    """Return what to mind of a tablet before breakfast: the caution names it, its first advice says how."""
    entry = caution.entry
    text = " ".join((f"{entry.name}.", *entry.what_to_do[:1]))
    return Mind.model_construct(caution=entry.slug, severity=caution.severity, applies_when=None, text=text)


def _put(table: dict[Choice, dict[str, list[Any]]], choice: Choice, key: str, value: object) -> None:
    table.setdefault(choice, {}).setdefault(key, []).append(value)


def foods_in(keys: list[str]) -> list[str]:
    """Return the keys of foods."""
    return [key for key in keys if kind_of(key) in FOOD_KINDS]
