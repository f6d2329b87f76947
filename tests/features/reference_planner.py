"""Reference implementation of the planning rules, from the served entries."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from app.catalog.catalog import Catalog
from app.features.plan.schemas import Plan, PlanItem, PlanQuery
from app.vocabulary.food import Diet, FreeFrom
from app.vocabulary.planning import Avoidance, Goal
from app.vocabulary.safety import Allergen, LifeStage

Body = dict[str, Any]
Choice = tuple[str, str]
"""A query parameter and one of its values."""

FOODS = ("food-sources", "prebiotics", "bone-foods")
PLANNED = (*FOODS, "activities", "daily-actions", "lifestyle-tips")
READ = (*PLANNED, "supplements", "supplement-guidance", "cautions")
ONCE = ("diet", "goal")
"""Parameters that take one value."""

EVERYONE = ("", "")
DRINKS_LIKE_MILK = {
    "bone-foods/lactose-free-milk",
    "bone-foods/milk",
    "bone-foods/soy-drink-fortified",
    "food-sources/buttermilk",
    "food-sources/kefir",
    "food-sources/lassi",
}
"""They may come every day where the days would have too little calcium otherwise."""

LEAST_UPTAKE_PERCENT = 15


def choices_of(catalog: Catalog) -> list[Choice]:
    """Return every choice but the defaults, which are the same as no choice."""
    fixed: dict[str, Iterable[str]] = {
        "diet": [value for value in Diet if value is not Diet.OMNIVORE],
        "free_from": FreeFrom,
        "avoid": Avoidance,
        "life_stage": [value for value in LifeStage if value is not LifeStage.ADULT],
        "goal": [value for value in Goal if value is not Goal.EVERYDAY],
        "allergies": Allergen,
    }
    named = {
        kind: [entry.slug for entry in catalog.entries_by_kind[kind]] for kind in ("conditions", "medicines")
    }
    return [(name, str(value)) for name, values in (fixed | named).items() for value in values]


def valid_combinations(choices: list[Choice], sizes: Iterable[int]) -> Iterator[tuple[Choice, ...]]:
    """Yield every valid combination of choices of the given sizes."""
    for size in sizes:
        yield from (some for some in combinations(choices, size) if is_valid_query(some))


def is_valid_query(some: Iterable[Choice]) -> bool:
    """Return whether no parameter that takes one value has two."""
    once = [name for name, _ in some if name in ONCE]
    return len(once) == len(set(once))


def plan_query(some: Iterable[Choice], **rest: int) -> PlanQuery:
    """Return choices as the route takes them."""
    given: dict[str, Any] = defaultdict(list)
    for name, value in some:
        given[name].append(value)
    return PlanQuery.model_validate(
        {name: values[0] if name in ONCE else values for name, values in given.items()} | rest
    )


def counted_figures(food: Body) -> Body:
    """Return a portion's figures as the sums of a plan count them: no calcium of which little is taken up."""
    uptake = (food.get("calcium_uptake") or {}).get("percent")
    is_lost = uptake is not None and uptake < LEAST_UPTAKE_PERCENT
    figures: Body = food["nutrients_per_portion"]
    return figures | ({"calcium_mg": 0} if is_lost else {})


class ReferencePlanner:
    """What each choice forbids, by a second reading of cautions and foods."""

    def __init__(self, catalog: Catalog) -> None:
        """Read every entry as JSON."""
        read = [key for kind in READ for key in catalog.keys(kind)]
        self.entries: dict[str, Body] = {key: json.loads(catalog.entry_json(key)) for key in read}
        self.cautions = [one for one in self.entries.values() if one["kind"] == "cautions"]
        self.planned = [key for key in self.entries if key.split("/")[0] in PLANNED]
        self.forbidden: dict[Choice, set[str]] = defaultdict(set)
        self.forms: dict[Choice, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.asking: dict[Choice, set[str]] = defaultdict(set)
        self.misfits: dict[Choice, set[str]] = defaultdict(set)
        self.timed: dict[Choice, set[str]] = defaultdict(set)
        for key in self.planned:
            for caution in self.cautions:
                self._judge(key, caution)
            self._fit(key)

    def uses(self, key: str) -> list[str]:
        """Return the keys of what an entry uses itself."""
        entry = self.entries[key]
        used = [*entry.get("uses", ()), *entry.get("supplements", ())]
        return [f"{one['kind']}/{one['slug']}" for one in used]

    def reached(self, key: str) -> set[str]:
        """Return the keys of an entry and of everything it uses, at any depth."""
        found = {key}
        while True:
            more = {used for one in found for used in self.uses(one)} - found
            if not more:
                return found
            found |= more

    def _judge(self, key: str, caution: Body) -> None:
        whole, near = self.reached(key), {key, *self.uses(key)}
        applies = caution["applies_to"]
        lists = (applies["foods"], applies["supplements"], applies["activities"])
        named = {f"{one['kind']}/{one['slug']}" for some in lists for one in some}
        scope = {f"{one['kind']}/{one['slug']}" for one in caution["form_scope"]}
        shown = {card["slug"] for one in whole for card in self.entries[one]["cautions"]}
        by_hand = caution["slug"] in shown and not named & whole and not applies["any_activity"]
        if caution["kind_of"] == "timing":
            for trait in _traits(caution) if key in named else ():
                self.timed[trait].add(key)
            return
        is_always = by_hand or bool((named - scope) & whole)
        exercise = {one for one in (named - scope) & near if one.startswith("activities/")}
        for trait in _traits(caution):
            if not self._concerns(key, caution, trait):
                continue
            if caution["severity"] == "avoid" and is_always:
                self.forbidden[trait].add(key)
            elif caution["severity"] == "avoid" and named & near:
                self.forms[trait][key].add(caution["slug"])
            if caution["severity"] == "seek_medical_advice" and (exercise or is_always):
                self.asking[trait].add(key)

    def _concerns(self, key: str, caution: Body, trait: Choice) -> bool:
        """Return whether a caution on allergens concerns a person with one of them, for all that it uses."""
        named = {one["allergen"] for one in caution["applies_to"]["attributes"]}
        held: set[str] = set()
        for food in (self.entries[one] for one in self.reached(key)):
            own = named & {*food.get("allergens", ()), *food.get("allergens_possible", ())}
            if not own and "gluten" not in food.get("free_from", ["gluten"]):
                own = named & {"wheat"}
            held |= own
        return trait[0] != "allergies" or not held or trait[1] in held

    def _fit(self, key: str) -> None:
        for one in {key, *self.uses(key)}:
            food = self.entries[one]
            if food["kind"] not in FOODS:
                continue
            for name, codes in (("diet", food["diets"]), ("free_from", food["free_from"])):
                for value in Diet if name == "diet" else FreeFrom:
                    if value not in codes:
                        self.misfits[name, value].add(key)
            for allergen in (*food["allergens"], *food["allergens_possible"]):
                self.misfits["allergies", allergen].add(key)
            if food["sodium"]["level"] not in {"low", "medium"}:
                self.misfits["avoid", "high_sodium"].add(key)
            if food["fodmap"]["level"] != "low":
                self.misfits["avoid", "fodmap"].add(key)
            if [flag["value"] for flag in food["dietary_flags"] if flag["flag"] == "caffeine"] != ["no"]:
                self.misfits["avoid", "caffeine"].add(key)

    def faults(self, plan: Plan, some: Iterable[Choice]) -> list[str]:
        """Return everything that is wrong with a plan for these choices."""
        chosen = [EVERYONE, ("diet", "omnivore"), *some]
        if not any(name == "life_stage" for name, _ in chosen):
            chosen.append(("life_stage", "adult"))
        items = {item.entry.id: item for day in plan.days for item in day.items}
        reasons = {
            one.entry.id: {(reason.parameter or "", reason.value or "") for reason in one.because}
            for one in plan.excluded
        }
        found = [f"{key} is in the plan and left out of it" for key in items if key in reasons]
        for choice in chosen:
            for rule in (self.forbidden, self.asking, self.misfits):
                for key in rule.get(choice, ()):
                    if key in items:
                        found.append(f"{key} against {choice}")
                    if choice not in reasons.get(key, ()) and plan.days:
                        found.append(f"{key} is not excluded for {choice}")
        for key, item in items.items():
            found += self._mind_faults(key, item, chosen)
        return found

    def _mind_faults(self, key: str, item: PlanItem, chosen: list[Choice]) -> Iterator[str]:
        forms = {slug for choice in chosen for slug in self.forms.get(choice, {}).get(key, ())}
        first = item.mind[: len(forms)]
        if {mind.caution for mind in first} != forms or any(mind.applies_when is None for mind in first):
            yield f"{key} does not say first what it must not be: {sorted(forms)}"
        if any(mind.severity == "avoid" and mind.applies_when is None for mind in item.mind):
            yield f"{key} has a caution to avoid it"


def _traits(caution: Body) -> list[Choice]:
    who, reaches = caution["who"], (caution["reaches"], caution["may_reach"])
    named = [("life_stage", stage) for stage in who["life_stages"]]
    named += [
        (kind, slug) for kind in ("conditions", "medicines") for reach in reaches for slug in reach[kind]
    ]
    named += [("allergies", allergen) for allergen in who["allergies"]]
    return named or [EVERYONE]
