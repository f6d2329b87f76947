"""Plan index of a release: candidates and the effect of each choice, independent of a query."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.core.references import FOOD_KINDS, Reference
from app.features.embedded_cards import reference_to
from app.features.health_profile import Trait, traits_of
from app.features.plan.caution_effects import (
    EVERYONE,
    CautionEffect,
    Choice,
    PlanCaution,
    caution_effects,
    exclusion,
    uses_of,
)
from app.features.plan.food_rules import ServingNutrients, meal_of, misfits, serving_nutrients
from app.features.plan.instructions import DEFAULT_INSTRUCTION, Instruction, InstructionReader
from app.features.plan.schemas import LeftOutFor, Mind, Why
from app.kinds.cautions import Caution
from app.schemas.entries import CautionCard, ClaimCard
from app.vocabulary.content import Moment, Topic
from app.vocabulary.grading import Certainty
from app.vocabulary.safety import Severity

PLANNED_KINDS = (*FOOD_KINDS, "activities", "daily-actions", "lifestyle-tips")
Reasons = dict[Choice, dict[str, list[LeftOutFor]]]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A food or habit that a plan may contain."""

    key: str
    entry: Any
    group: str
    """Food group, or the topic of a habit; the measure of variety."""
    moment: Moment
    instructions: tuple[Instruction, ...]
    default: str
    """Instruction to use if no other one suits the choices."""
    why: Why
    certainty: Certainty
    nutrients: ServingNutrients
    """Of one serving; empty for a habit."""
    is_movement: bool
    """Whether it is a habit of physical activity."""


@dataclass
class PlanIndex:
    """Candidates, and the effect of each choice on them."""

    fermented: list[Candidate] = field(default_factory=list)
    prebiotic: list[Candidate] = field(default_factory=list)
    habits: list[Candidate] = field(default_factory=list)
    references: dict[str, Reference] = field(default_factory=dict)
    exclusions: Reasons = field(default_factory=dict)
    """By choice and key: reasons to exclude the entry."""
    exclusions_until_advice: Reasons = field(default_factory=dict)
    """By choice and key: reasons to exclude the food while others need no advice first."""
    warnings: dict[Choice, dict[str, list[Mind]]] = field(default_factory=dict)
    penalties: dict[Choice, dict[str, list[tuple[str, bool]]]] = field(default_factory=dict)
    """By choice and key: cautions that penalise a food, and whether they apply to one form only."""
    general_cautions: list[tuple[Caution, CautionCard]] = field(default_factory=list)
    """Cautions on any activity, which concern every plan."""
    named_traits: set[Trait] = field(default_factory=set)
    """All traits named by cautions."""


@Memoize
def plan_index_of(catalog: Catalog) -> PlanIndex:
    """Return the plan index of a release."""
    return _Builder(catalog).index


class _Builder:
    """Read every entry that a plan may contain, in catalog order."""

    def __init__(self, catalog: Catalog) -> None:
        self.index = PlanIndex()
        self._catalog = catalog
        self._cautions: dict[str, PlanCaution] = {}
        self._instructions = InstructionReader(catalog)
        self._actions: dict[str, list[Any]] = {}
        self._food_misfits: dict[str, list[tuple[Choice, str]]] = {}
        for action in catalog.kinds["daily-actions"]:
            for key in uses_of(action):
                self._actions.setdefault(key, []).append(action)
        for caution in (one for one in catalog.kinds["cautions"] if isinstance(one, Caution)):
            self._add_caution(caution)
        for key in (key for kind in PLANNED_KINDS for key in catalog.keys(kind)):
            self._read(key, catalog.entry(*key.split("/")))

    def _add_caution(self, caution: Caution) -> None:
        self.index.named_traits.update(traits_of(caution.who))
        if caution.applies_to.any_activity:
            self.index.general_cautions.append((caution, self._catalog.caution_card(caution.slug)))
        else:
            self._cautions[caution.slug] = PlanCaution(caution)

    def _read(self, key: str, entry: Any) -> None:
        index = self.index
        index.references[key] = reference_to(entry)
        for effect in caution_effects(self._catalog, self._cautions, entry):
            self._apply(key, entry, effect)
        for choice, text in self._misfits(key, entry):
            _put(index.exclusions, choice, key, exclusion(choice, text))
        if entry.kind == "activities":
            return
        claim = self._best_claim(entry)
        if claim is None:
            _put(index.exclusions, EVERYONE, key, exclusion(EVERYONE, "No claim of this guide speaks of it."))
        elif entry.kind in FOOD_KINDS:
            foods = index.fermented if entry.kind == FOOD_KINDS[0] else index.prebiotic
            foods.append(self._food_candidate(key, entry, claim))
        elif not foods_in(uses_of(entry)):
            index.habits.append(self._habit_candidate(key, entry, claim))

    def _apply(self, key: str, entry: Any, effect: CautionEffect) -> None:
        """Record the effect of a caution on an entry, for each choice that it names."""
        slug = effect.caution.entry.slug
        reasons = self._exclusion_table(key, entry, effect)
        more = " Others need no asking." if reasons is self.index.exclusions_until_advice else ""
        text = "" if reasons is None else effect.exclusion_reason + more
        warning = effect.warning if slug in {card.slug for card in entry.cautions} else None
        for choice in effect.caution.choices:
            if reasons is not None:
                _put(reasons, choice, key, exclusion(choice, text))
            if warning is not None:
                _put(self.index.warnings, choice, key, warning)
            if effect.caution.severity is not Severity.INFO and choice != EVERYONE:
                _put(self.index.penalties, choice, key, (slug, effect.form is not None))

    def _exclusion_table(self, key: str, entry: Any, effect: CautionEffect) -> Reasons | None:
        """Return the table of exclusion reasons that a caution belongs to, if any.

        Exercise that needs advice first is always excluded; a food only while others need no advice.
        """
        if effect.form is not None:
            return None
        if effect.caution.severity is Severity.AVOID:
            return self.index.exclusions
        if effect.caution.severity is not Severity.SEEK_MEDICAL_ADVICE:
            return None
        if effect.key in {key, *uses_of(entry)} and str(effect.key).startswith("activities/"):
            return self.index.exclusions
        return self.index.exclusions_until_advice if entry.kind in FOOD_KINDS else None

    def _misfits(self, key: str, entry: Any) -> Iterator[tuple[Choice, str]]:
        """Yield the choices that a food, or a used food, does not definitely fit."""
        if entry.kind in FOOD_KINDS:
            self._food_misfits[key] = list(misfits(entry))
            yield from self._food_misfits[key]
        for used in foods_in(uses_of(entry)):
            name = self.index.references[used].name
            yield from ((choice, f"It uses {name}. {text}") for choice, text in self._food_misfits[used])

    def _food_candidate(self, key: str, food: Any, claim: ClaimCard) -> Candidate:
        actions = self._actions.get(key, [])
        slugs = {card.slug for card in food.cautions}
        action_texts = [
            action.action
            for action in actions
            if foods_in(uses_of(action)) == [key] and slugs.issuperset(card.slug for card in action.cautions)
        ]
        return Candidate(
            key=key,
            entry=food,
            group=food.group.value,
            moment=meal_of(food, actions),
            instructions=self._instructions.read([*action_texts, *food.how_to_use], key),
            default=DEFAULT_INSTRUCTION,
            why=self._why(claim),
            certainty=claim.certainty,
            nutrients=serving_nutrients(food),
            is_movement=False,
        )

    def _habit_candidate(self, key: str, habit: Any, claim: ClaimCard) -> Candidate:
        used = [self._catalog.entry(*one.split("/")) for one in uses_of(habit)]
        is_movement = any(one.kind == "activities" and one.claims for one in used)
        topics = [one.topic.value for one in (habit, *used) if hasattr(one, "topic")]
        start = getattr(habit, "start_small", habit.action)
        group = next(iter(topics), Topic.ACTIVITY.value if is_movement else key)
        return Candidate(
            key=key,
            entry=habit,
            group=group,
            moment=getattr(habit, "moment", Moment.ANY_TIME),
            instructions=self._instructions.read([start, habit.action], key),
            default=start,
            why=self._why(claim),
            certainty=claim.certainty,
            nutrients=ServingNutrients(None, None, None),
            is_movement=group == Topic.ACTIVITY.value,
        )

    def _best_claim(self, entry: Any) -> ClaimCard | None:
        """Return the most specific claim about an entry, else about what it uses."""
        for key in (f"{entry.kind}/{entry.slug}", *uses_of(entry)):
            claims = self._catalog.entry(*key.split("/")).claims
            if claims:
                return min(claims, key=partial(self._specificity, key))
        return None

    def _specificity(self, key: str, card: ClaimCard) -> tuple[bool, int, int]:
        """Return the sort key of a claim: about the entry itself, few subjects, high certainty."""
        claim: Any = self._catalog.entry("claims", card.slug)
        about = [subject.id for subject in claim.subjects]
        return key not in about, len(about), list(Certainty).index(card.certainty)

    def _why(self, claim: ClaimCard) -> Why:
        entry = self._catalog.entry("claims", claim.slug)
        return Why(text=claim.statement, claim=reference_to(entry))


def _put(table: dict[Choice, dict[str, list[Any]]], choice: Choice, key: str, value: object) -> None:
    table.setdefault(choice, {}).setdefault(key, []).append(value)


def foods_in(keys: list[str]) -> list[str]:
    """Return the keys of foods."""
    return [key for key in keys if key.split("/")[0] in FOOD_KINDS]
