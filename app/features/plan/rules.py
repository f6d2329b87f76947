"""The rules of plans, by choice: read once for each release."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.catalog import Catalog
from app.core.english_list import english_list
from app.core.memoize import Memoize
from app.features.check.stage_medicines import typed_name
from app.features.person_traits import Trait
from app.features.plan.caution_effects import Choice
from app.features.plan.schemas import NoPlanReason
from app.features.recognition.recogniser import Recognition

NAMES = "{names}"
"""Stands for what a person typed, in the text of a rule."""

SaidWord = tuple[Recognition, frozenset[Trait]]
"""A word that was understood, with all the traits that follow from it."""

LIMITED_FIGURES = ("potassium_mg", "phosphorus_mg", "sodium_mg")
"""Figures that a rule can limit."""


@dataclass(frozen=True)
class Adaptation:
    """What plans leave out for some people.

    `choice` stands for naming `at_least` such traits, where one of them is not enough.
    """

    people: frozenset[Trait]
    choice: Trait | None
    because: str
    cautions: frozenset[str]
    foods: frozenset[str]
    free_from: tuple[str, ...]
    avoid: tuple[str, ...]
    fructans: bool
    words: tuple[str, ...]
    in_a_portion: Mapping[str, float]
    in_a_day: Mapping[str, float]
    at_least: int

    @property
    def reason(self) -> str:
        """Return why something is left out, as a sentence."""
        return f"{self.because[0].upper()}{self.because[1:]}."

    @property
    def choices(self) -> frozenset[Trait]:
        """Return the choices that it is for."""
        return self.people if self.choice is None else frozenset({self.choice})


@dataclass(frozen=True)
class DayLimits:
    """The most in the foods of one day, by name of the figure, and of what ferments."""

    figures: Mapping[str, float]
    inulin_first_week: float
    inulin: float
    other_fermentable_first_week: int


class PersonalRule:
    """A rule for people with one of some traits, where they have one of others too; none: always."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Read the people of a rule."""
        self.document = document
        self.people = choices_of_people(document["people"])
        self.only_with = choices_of_people(document["only_with"])

    def is_for(self, choices: frozenset[Trait]) -> bool:
        """Return whether it is for a person with these choices."""
        has_others = not self.only_with or not self.only_with.isdisjoint(choices)
        return has_others and not self.people.isdisjoint(choices)


class FirstNoteRule(PersonalRule):
    """A rule on what people are told first; not for those with one of a third kind of traits."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Read a rule."""
        super().__init__(document)
        self.unless = choices_of_people(document["unless"])
        self.replaces = frozenset(key.rpartition("/")[2] for key in document["replaces"])
        self.keeps_medicines: bool = document["keeps_medicines"]
        self._text: str = document["text"]
        self._at_least: int = document["at_least"]

    def is_for(self, choices: frozenset[Trait]) -> bool:
        """Return whether it is for a person with these choices."""
        return super().is_for(choices) and self.unless.isdisjoint(choices)

    def is_named_enough(self, said: Sequence[SaidWord]) -> bool:
        """Return whether what a person said names such traits: often enough, and at all if the text does."""
        named = [traits for _, traits in self._naming(said)]
        is_often_enough = self._at_least == 1 or _different(named) >= self._at_least
        return is_often_enough and (bool(named) or NAMES not in self._text)

    def text_for(self, said: Sequence[SaidWord]) -> str:
        """Return its text with the words that were said of such traits."""
        names = dict.fromkeys(typed_name(word) for word, _ in self._naming(said))
        return self._text.replace(NAMES, english_list(list(names), "and"))

    def _naming(self, said: Sequence[SaidWord]) -> list[SaidWord]:
        return [(word, traits) for word, traits in said if not traits.isdisjoint(self.people)]


class PlanRules:
    """The rules of one release."""

    def __init__(self, catalog: Catalog) -> None:
        """Read the document of a release."""
        document = catalog.plan_rules
        self.no_plan = [PersonalRule(one) for one in document["no_plan"]]
        self.say_first = [FirstNoteRule(one) for one in document["say_first"]]
        self.adaptations = [_adaptation(one, place) for place, one in enumerate(document["adaptations"])]
        self.no_exercise = choices_of_people(document["no_exercise"])
        self.no_impact = choices_of_people(document["no_impact"])
        self.limited_fluid = choices_of_people(document["limited_fluid"])
        self.morning_tablets = frozenset(key.rpartition("/")[2] for key in document["morning_tablets"])
        steps = document["steps"]
        self.once_a_week = frozenset(one["step"] for one in steps if one["once_a_week"])
        self.step_reasons: Mapping[str, str] = {
            one["step"]: one["why"] for one in steps if one["why"] is not None
        }
        self.step_claims: Mapping[str, str] = {
            one["step"]: one["claim"] for one in steps if one["claim"] is not None
        }
        self.calcium_on_label = frozenset(document["calcium_on_label"])
        self.no_calcium_goal = choices_of_people(document["no_calcium_goal"])
        self.not_in_texts: Mapping[str, list[str]] = document["not_in_texts"]
        self._day = document["day"]

    def no_plan_reasons(
        self, choices: Iterable[Trait], own: Mapping[Trait, Trait]
    ) -> tuple[NoPlanReason, ...]:
        """Return why people with these choices get no plan, each with what it follows from."""
        ordered = list(choices)
        made = frozenset(ordered)
        first = (
            (one, next(choice for choice in ordered if choice in one.people))
            for one in self.no_plan
            if one.is_for(made)
        )
        return tuple(
            NoPlanReason.model_construct(
                parameter=own.get(choice, choice)[0],
                value=own.get(choice, choice)[1],
                because=one.document["because"],
                ask_whom=one.document["ask_whom"],
                ask=tuple(one.document["ask"]),
            )
            for one, choice in first
        )

    def first_notes(self, choices: Iterable[Trait], said: Sequence[SaidWord]) -> tuple[FirstNoteRule, ...]:
        """Return what people with these choices are told first; `said` are their words with all traits."""
        made = frozenset(choices)
        return tuple(one for one in self.say_first if one.is_for(made) and one.is_named_enough(said))

    def repeated(self, named: Sequence[frozenset[Trait]]) -> Iterator[tuple[Trait, list[int]]]:
        """Yield the choice for each trait that was named often enough, with the places of the words."""
        for one in self.adaptations:
            places = [place for place, traits in enumerate(named) if not traits.isdisjoint(one.people)]
            if one.choice is not None and _different([named[place] for place in places]) >= one.at_least:
                yield one.choice, places

    def applying(self, choices: Iterable[Choice]) -> list[Adaptation]:
        """Return the adaptations for some choices."""
        made = set(choices)
        return [one for one in self.adaptations if not made.isdisjoint(one.choices)]

    def day_limits(self, choices: Iterable[Choice]) -> DayLimits:
        """Return the limits of a day: for each figure the lowest."""
        figures = {"sodium_mg": self._day["sodium_mg"]}
        for adaptation in self.applying(choices):
            for name, most in adaptation.in_a_day.items():
                figures[name] = min(most, figures.get(name, most))
        return DayLimits(
            figures=figures,
            inulin_first_week=self._day["inulin_g_first_week"],
            inulin=self._day["inulin_g"],
            other_fermentable_first_week=self._day["other_fermentable_first_week"],
        )


@Memoize
def plan_rules_of(catalog: Catalog) -> PlanRules:
    """Return the rules of a release."""
    return PlanRules(catalog)


def choices_of_people(people: Mapping[str, Any]) -> frozenset[Trait]:
    """Return the choices that people are named by."""
    return frozenset(
        (name, str(value).rpartition("/")[2])
        for name, field in (
            ("life_stage", "life_stages"),
            ("conditions", "conditions"),
            ("medicines", "medicines"),
            ("supplements", "supplements"),
            ("allergies", "allergies"),
            ("diet", "diets"),
        )
        for value in people.get(field, ())
    )


def _different(named: Iterable[frozenset[Trait]]) -> int:
    """Return how many things were named: a brand beside its generic, or beside its class, is one."""
    found = set(named)
    return sum(not any(one < other for other in found) for one in found)


def _adaptation(document: Mapping[str, Any], place: int) -> Adaptation:
    at_least = document["at_least"]
    return Adaptation(
        people=choices_of_people(document["people"]),
        choice=None if at_least == 1 else ("adaptation", str(place)),
        at_least=at_least,
        because=document["because"],
        cautions=frozenset(key.rpartition("/")[2] for key in document["cautions"]),
        foods=frozenset(document["foods"]),
        free_from=tuple(document["free_from"]),
        avoid=tuple(document["avoid"]),
        fructans=document["fructans"],
        words=tuple(document["words"]),
        in_a_portion=_limits(document["in_a_portion"]),
        in_a_day=_limits(document["in_a_day"]),
    )


def _limits(document: Mapping[str, float | None]) -> dict[str, float]:
    return {name: most for name in LIMITED_FIGURES if (most := document[name]) is not None}
