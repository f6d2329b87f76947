"""What a plan may draw from, worked out once a release: nothing here depends on a query."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.core.references import FOOD_KINDS, Reference
from app.features.health_profile import Trait, traits_of
from app.features.plan.caution_effects import (
    EVERYONE,
    CautionEffect,
    Choice,
    Notice,
    caution_effects,
    left_out,
    uses_of,
)
from app.features.plan.food_rules import Figures, figures_of, meal_of, misfits
from app.features.plan.instructions import PLAIN, Instruction, InstructionReader
from app.features.plan.schemas import LeftOutFor, Mind, Why
from app.kinds.cautions.schemas import Caution
from app.schemas.entries import CautionCard, ClaimCard
from app.vocabulary.content import Moment, Topic
from app.vocabulary.grading import Certainty
from app.vocabulary.safety import Severity

PLANNED_KINDS = (*FOOD_KINDS, "activities", "daily-actions", "lifestyle-tips")
Reasons = dict[Choice, dict[str, list[LeftOutFor]]]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A food or a habit, ready to be put into a plan."""

    key: str
    entry: Any
    group: str
    """Food group, or what a habit is about: variety is counted by it."""
    moment: Moment
    wordings: tuple[Instruction, ...]
    plain: str
    """What to do, where no wording suits the choices."""
    why: Why
    certainty: Certainty
    figures: Figures
    """Of one serving; without figures for a habit."""
    moves: bool
    """Whether it is a habit that moves the body."""


@dataclass
class PlanIndex:
    """Candidates, and what each choice does to them."""

    fermented: list[Candidate] = field(default_factory=list)
    prebiotic: list[Candidate] = field(default_factory=list)
    habits: list[Candidate] = field(default_factory=list)
    references: dict[str, Reference] = field(default_factory=dict)
    against: Reasons = field(default_factory=dict)
    """By choice and key: why the entry is left out."""
    asking: Reasons = field(default_factory=dict)
    """By choice and key: why the food is left out where others fit without asking first."""
    minds: dict[Choice, dict[str, list[Mind]]] = field(default_factory=dict)
    heeded: dict[Choice, dict[str, list[tuple[str, bool]]]] = field(default_factory=dict)
    """By choice and key: the cautions for which a food comes later, and whether they hold for a form only."""
    standing: list[tuple[Caution, CautionCard]] = field(default_factory=list)
    """Cautions that match any plan."""
    named: set[Trait] = field(default_factory=set)
    """Every trait that a caution names."""


@Memoize
def plan_index_of(catalog: Catalog) -> PlanIndex:
    """Return the index of a release."""
    return _Builder(catalog).index


class _Builder:
    """Reads every entry that a plan may hold, in order."""

    def __init__(self, catalog: Catalog) -> None:
        self.index = PlanIndex()
        self._catalog = catalog
        self._notices: dict[str, Notice] = {}
        self._wordings = InstructionReader(catalog)
        self._actions: dict[str, list[Any]] = {}
        self._unfit: dict[str, list[tuple[Choice, str]]] = {}
        for action in catalog.kinds["daily-actions"]:
            for key in uses_of(action):
                self._actions.setdefault(key, []).append(action)
        for caution in (one for one in catalog.kinds["cautions"] if isinstance(one, Caution)):
            self._notice(caution)
        for key in (key for sort in PLANNED_KINDS for key in catalog.keys(sort)):
            self._read(key, catalog.entry(*key.split("/")))

    def _notice(self, caution: Caution) -> None:
        self.index.named.update(traits_of(caution.who))
        if caution.applies_to.any_activity:
            self.index.standing.append((caution, _card(caution)))
        else:
            self._notices[caution.slug] = Notice(caution)

    def _read(self, key: str, entry: Any) -> None:
        index = self.index
        index.references[key] = reference(entry)
        for bearing in caution_effects(self._catalog, self._notices, entry):
            self._weigh(key, entry, bearing)
        for choice, text in self._misfits(key, entry):
            _put(index.against, choice, key, left_out(choice, text))
        if entry.kind == "activities":
            return
        claim = self._claim(entry)
        if claim is None:
            _put(index.against, EVERYONE, key, left_out(EVERYONE, "No claim of this guide speaks of it."))
        elif entry.kind in FOOD_KINDS:
            place = index.fermented if entry.kind == FOOD_KINDS[0] else index.prebiotic
            place.append(self._food(key, entry, claim))
        elif not foods_in(uses_of(entry)):
            index.habits.append(self._habit(key, entry, claim))

    def _weigh(self, key: str, entry: Any, bearing: CautionEffect) -> None:
        """Put down what a caution does to an entry, for each choice that it names."""
        slug = bearing.notice.caution.slug
        place = self._place(key, entry, bearing)
        more = " Others need no asking." if place is self.index.asking else ""
        text = "" if place is None else bearing.against + more
        mind = bearing.mind if slug in {card.slug for card in entry.cautions} else None
        for choice in bearing.notice.choices:
            if place is not None:
                _put(place, choice, key, left_out(choice, text))
            if mind is not None:
                _put(self.index.minds, choice, key, mind)
            if bearing.notice.severity is not Severity.INFO and choice != EVERYONE:
                _put(self.index.heeded, choice, key, (slug, bearing.form is not None))

    def _place(self, key: str, entry: Any, bearing: CautionEffect) -> Reasons | None:
        """Return where a caution counts against an entry, if it does.

        Exercise that needs advice first is left out until that advice was given; a food
        is left out only where others need none.
        """
        if bearing.form is not None:
            return None
        if bearing.notice.severity is Severity.AVOID:
            return self.index.against
        if bearing.notice.severity is not Severity.SEEK_MEDICAL_ADVICE:
            return None
        if bearing.key in {key, *uses_of(entry)} and str(bearing.key).startswith("activities/"):
            return self.index.against
        return self.index.asking if entry.kind in FOOD_KINDS else None

    def _misfits(self, key: str, entry: Any) -> Iterator[tuple[Choice, str]]:
        """Yield the choices that a food, or a food in use, does not definitely fit."""
        if entry.kind in FOOD_KINDS:
            self._unfit[key] = list(misfits(entry))
            yield from self._unfit[key]
        for used in foods_in(uses_of(entry)):
            name = self.index.references[used].name
            yield from ((choice, f"It uses {name}. {text}") for choice, text in self._unfit[used])

    def _food(self, key: str, food: Any, claim: ClaimCard) -> Candidate:
        actions = self._actions.get(key, [])
        slugs = {card.slug for card in food.cautions}
        own = [
            action.action
            for action in actions
            if foods_in(uses_of(action)) == [key] and slugs.issuperset(card.slug for card in action.cautions)
        ]
        return Candidate(
            key=key,
            entry=food,
            group=food.group.value,
            moment=meal_of(food, actions),
            wordings=self._wordings.read([*own, *food.how_to_use], key),
            plain=PLAIN,
            why=self._why(claim),
            certainty=claim.certainty,
            figures=figures_of(food),
            moves=False,
        )

    def _habit(self, key: str, habit: Any, claim: ClaimCard) -> Candidate:
        used = [self._catalog.entry(*one.split("/")) for one in uses_of(habit)]
        moves = any(one.kind == "activities" and one.claims for one in used)
        topics = [one.topic.value for one in (habit, *used) if hasattr(one, "topic")]
        start = getattr(habit, "start_small", habit.action)
        group = next(iter(topics), Topic.ACTIVITY.value if moves else key)
        return Candidate(
            key=key,
            entry=habit,
            group=group,
            moment=getattr(habit, "moment", Moment.ANY_TIME),
            wordings=self._wordings.read([start, habit.action], key),
            plain=start,
            why=self._why(claim),
            certainty=claim.certainty,
            figures=Figures(None, None, None),
            moves=group == Topic.ACTIVITY.value,
        )

    def _claim(self, entry: Any) -> ClaimCard | None:
        """Return the claim that says most of an entry: about it alone first, else about what it uses."""
        for key in (f"{entry.kind}/{entry.slug}", *uses_of(entry)):
            claims = self._catalog.entry(*key.split("/")).claims
            if claims:
                return min(claims, key=partial(self._width, key))
        return None

    def _width(self, key: str, card: ClaimCard) -> tuple[bool, int, int]:
        """Return how widely a claim speaks: those about the entry first, of few entries, the surest."""
        claim: Any = self._catalog.entry("claims", card.slug)
        about = [subject.id for subject in claim.subjects]
        return key not in about, len(about), list(Certainty).index(card.certainty)

    def _why(self, claim: ClaimCard) -> Why:
        entry = self._catalog.entry("claims", claim.slug)
        return Why(text=claim.statement, claim=reference(entry))


def _put(place: dict[Choice, dict[str, list[Any]]], choice: Choice, key: str, value: object) -> None:
    place.setdefault(choice, {}).setdefault(key, []).append(value)


def foods_in(keys: list[str]) -> list[str]:
    """Return the keys of foods among keys."""
    return [key for key in keys if key.split("/")[0] in FOOD_KINDS]


def _card(caution: Caution) -> CautionCard:
    fields: Mapping[str, Any] = {name: getattr(caution, name, None) for name in CautionCard.model_fields}
    return CautionCard.model_construct(**{**fields, "title": caution.name})


def reference(entry: Any) -> Reference:
    """Return a reference to an entry."""
    return Reference(kind=entry.kind, slug=entry.slug, name=entry.name, href=entry.href)
