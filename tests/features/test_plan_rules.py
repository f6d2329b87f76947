"""2,000 plans over random and extreme combinations break none of the rules, read anew from what is served."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from random import Random
from statistics import median
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.features.plan.plan import plan_of
from app.features.plan.schemas import Plan, PlanItem, PlanQuery
from app.vocabulary.planning import Goal
from tests.features.reference_planner import DRINKS_LIKE_MILK, FOODS, ReferencePlanner, counted_figures

PLANS = 2_000
PARTS = 10
"""Of which `make test` runs the first two; `make exhaustive` runs the others."""
FIRST_WEEK_INULIN_G, LATER_INULIN_G = 5, 10
KIDNEY_POTASSIUM_MG = 2_000
CALCIUM_SHARE = 0.85
LOW_CALCIUM_SHARE = 0.4
USES_A_WEEK, FEW_FOODS, WEEK = 4, 6, 7
AMOUNT = re.compile(r"\((?P<grams>[\d.]+) g\)\.$")
SEVERE = {"avoid", "seek_medical_advice"}

CONDITIONS = {
    "thin bones": "osteoporosis",
    "hip fracture": "hip-or-wrist-fracture",
    "CKD stage 3": "chronic-kidney-disease",
    "coeliac": "coeliac-disease",
    "IBS": "irritable-bowel-syndrome",
    "SIBO": "small-intestinal-bacterial-overgrowth",
    "histamine intolerance": "histamine-intolerance",
    "lactose intolerant": "lactose-intolerance",
    "high blood pressure": "hypertension",
    "heart failure": "heart-failure",
    "type 2 diabetes": "diabetes",
    "alcohol use disorder": "alcohol-use-disorder",
    "immunocompromised": "immunocompromise",
    "Crohn's": "crohn-disease",
    "kidney stones": "kidney-stones",
    "gout": "gout",
    "acid reflux": "acid-reflux",
    "hypothyroid": "hypothyroidism",
    "vertebral fracture": "vertebral-fracture",
    "sarcoidosis": "sarcoidosis",
}
MEDICINES = {
    "alendronate 70mg weekly": "alendronate",
    "warfarin 3mg": "warfarin",
    "levothyroxine": "levothyroxine",
    "nardil": "irreversible-maois",
    "moclobemide": "moclobemide",
    "ramipril": "ace-inhibitors",
    "spironolactone": "potassium-sparing-diuretics",
    "ciprofloxacin": "quinolones",
    "lithium": "lithium",
    "disulfiram": "disulfiram",
    "methotrexate": "conventional-immunosuppressants",
    "iron tablets": "iron-tablets",
    "linezolid": "linezolid",
    "prolia": "denosumab",
    "metronidazole": "nitroimidazoles",
    "insulin": "insulin",
}
ALLERGIES = {
    "milk": {"milk", "cheese", "yogurt"},
    "soya": {"soy", "tofu"},
    "wheat": {"bread", "toast", "pasta"},
    "fish": {"fish", "salmon"},
    "prawns": set(),
    "egg": {"egg", "eggs", "omelette"},
    "sesame": {"sesame", "tahini"},
    "nuts": {"nuts", "almond", "almonds", "walnuts"},
    "latex": {"banana", "avocado", "kiwi"},
    "birch pollen": {"apple", "pear"},
}
"""Words for allergies, with words that no text may then hold."""

STAGES = ("", "adult", "78", "after menopause", "pregnant", "breastfeeding", "trying for a baby", "15")
DIETS = ("omnivore", "omnivore", "omnivore", "vegetarian", "vegan", "pescatarian")
MORNING = {"alendronate"}
"""Of the medicines, those taken before breakfast."""
NO_CALCIUM_CONDITIONS = {"sarcoidosis", "CKD stage 3"}
MAOI = {"nardil", "moclobemide"}
WORDS_FOR = {
    "nardil": {"avocado", "tofu"},
    "moclobemide": {"avocado", "tofu"},
    "linezolid": {"avocado", "tofu"},
    "Crohn's": {"salad", "bean"},
    "acid reflux": {"tomato", "tomatoes", "orange", "lemon", "peppers", "fried", "mint", "curry"},
    "ramipril": {"avocado"},
    "spironolactone": {"avocado"},
}
"""Words that no text may hold for a condition or medicine."""


def drawn_query(number: int) -> dict[str, Any]:
    """Return the choices of a plan, by number: few for some, many for others."""
    random = Random(number)
    few = random.choice((0, 1, 1, 2, 3))
    stage = random.choice(STAGES)
    return {
        "conditions": random.sample(sorted(CONDITIONS), few),
        "medicines": random.sample(sorted(MEDICINES), random.choice((0, 0, 1, 1, 2, 3))),
        "allergies": random.sample(sorted(ALLERGIES), random.choice((0, 0, 0, 1, 2))),
        "free_from": random.sample(["gluten", "lactose", "alcohol"], random.choice((0, 0, 0, 1))),
        "life_stage": [stage] if stage else [],
        "diet": random.choice(DIETS),
        "goal": random.choice(("everyday", "calcium", "fibre", "movement")),
        "days": random.choice((3, 7, 7, 14)),
        "seed": random.randrange(1_000),
    }


class Rules:
    """The rules, held against a plan; each method yields what is wrong."""

    def __init__(self, catalog: Catalog) -> None:
        """Read every entry as it is served."""
        self.reference = ReferencePlanner(catalog)

    def foods(self, items: tuple[PlanItem, ...]) -> list[PlanItem]:
        """Return the items that are foods."""
        return [item for item in items if item.entry.kind in FOODS]

    def faults(self, plan: Plan, given: dict[str, Any]) -> list[str]:
        """Return everything that is wrong with a plan."""
        checks = (
            self.dangers(plan, given),
            self.amounts(plan),
            self.inulin(plan),
            self.texts(plan, given),
            self.for_conditions(plan, given),
            self.calcium(plan, given),
            self.variety(plan),
            self.timing(plan, given),
        )
        return [fault for found in checks for fault in found]

    def traits(self, given: dict[str, Any]) -> list[tuple[str, str]]:
        """Return what the words stand for."""
        allergens = {"soya": "soy", "prawns": "shellfish", "birch pollen": "birch_pollen"}
        return [
            *(("conditions", CONDITIONS[word]) for word in given["conditions"]),
            *(("medicines", MEDICINES[word]) for word in given["medicines"]),
            *(("allergies", allergens.get(word, word)) for word in given["allergies"]),
            *(("diet", given["diet"]) for _ in "1"),
            *(("free_from", word) for word in given["free_from"]),
        ]

    def dangers(self, plan: Plan, given: dict[str, Any]) -> Iterator[str]:
        """No item that this person is to avoid or to ask about first, nor one that does not fit."""
        keys = {item.entry.id for day in plan.days for item in day.items}
        for trait in self.traits(given):
            for rule in (self.reference.forbidden, self.reference.asking, self.reference.misfits):
                yield from (f"{key} against {trait}" for key in rule.get(trait, set()) & keys)
        for day in plan.days:
            for item in day.items:
                yield from (
                    f"{item.entry.id}: {mind.caution}"
                    for mind in item.mind
                    if mind.severity in SEVERE
                    and mind.applies_when is None
                    and not self.is_timing(mind.caution)
                )

    def is_timing(self, slug: str) -> bool:
        """Return whether a caution only moves a food."""
        return any(one["slug"] == slug and one["kind_of"] == "timing" for one in self.reference.cautions)

    def amounts(self, plan: Plan) -> Iterator[str]:
        """The amount in the text is that of the portion, and that of the sums."""
        for day in plan.days:
            sums: dict[str, float] = defaultdict(float)
            for item in self.foods(day.items):
                food = self.reference.entries[item.entry.id]
                portion, match = food["portion"], AMOUNT.search(item.text)
                if not match or float(match["grams"]) != item.portion_g:
                    yield f"the text has another amount: {item.text}"
                if item.portion_g not in {portion["grams"], portion["start_grams"]}:
                    yield f"{item.portion_g} g of {item.entry.id} is no portion"
                for name, figure in counted_figures(food).items():
                    sums[name] += (figure or 0) * (item.portion_g or 0) / portion["grams"]
            for name, total in day.totals:
                if abs(total.amount - sums[name]) > 0.06:
                    yield f"day {day.day}: {name} is {total.amount}, not {sums[name]}"

    def inulin(self, plan: Plan) -> Iterator[str]:
        """Inulin stays low in the first week, and within its limit later."""
        for day in plan.days:
            total = 0.0
            for item in self.foods(day.items):
                portion = self.reference.entries[item.entry.id]["portion"]
                is_start = item.portion_g == portion["start_grams"] != portion["grams"]
                total += portion["inulin"]["per_start" if is_start else "per_portion"] or 0
            if total > (FIRST_WEEK_INULIN_G if day.day <= WEEK else LATER_INULIN_G) + 1e-6:
                yield f"day {day.day}: {total} g of inulin"

    def texts(self, plan: Plan, given: dict[str, Any]) -> Iterator[str]:
        """No text names an excluded allergen, or bread for people with coeliac disease."""
        words = {word for allergy in given["allergies"] for word in ALLERGIES[allergy]}
        if "coeliac" in given["conditions"] or "gluten" in given["free_from"]:
            words |= ALLERGIES["wheat"]
        for word in (*given["conditions"], *given["medicines"]):
            words |= WORDS_FOR.get(word, set())
        if given["diet"] == "vegan":
            words |= ALLERGIES["milk"] | ALLERGIES["egg"] | ALLERGIES["fish"]
        for day in plan.days:
            for item in self.foods(day.items):
                named = words & set(re.findall(r"\w+", item.text.lower()))
                yield from (f"{item.text} names {word}" for word in named)

    def for_conditions(self, plan: Plan, given: dict[str, Any]) -> Iterator[str]:
        """No ferment with an MAOI, low potassium with kidney disease, no fructans with IBS, no kombucha."""
        for day in plan.days:
            kinds = [item.entry.kind for item in day.items]
            slugs = {item.entry.slug for item in day.items}
            if MAOI & set(given["medicines"]) and "food-sources" in kinds:
                yield f"day {day.day}: a ferment with an MAOI"
            if "CKD stage 3" in given["conditions"] and day.totals.potassium_mg.amount >= KIDNEY_POTASSIUM_MG:
                yield f"day {day.day}: {day.totals.potassium_mg.amount} mg of potassium"
            if "CKD stage 3" in given["conditions"] and day.totals.potassium_mg.foods_without_figure:
                yield f"day {day.day}: unknown potassium"
            if {"IBS", "SIBO"} & set(given["conditions"]):
                yield from (f"{slug} holds fructans" for slug in slugs if self.has_fructans(day.items, slug))
            if "kombucha" in slugs:
                yield "kombucha was not asked for"

    def has_fructans(self, items: tuple[PlanItem, ...], slug: str) -> bool:
        """Return whether a food of a day holds fructans."""
        keys = [item.entry.id for item in self.foods(items) if item.entry.slug == slug]
        return any(self.reference.entries[key]["portion"]["fermentable"] == "fructans" for key in keys)

    def calcium(self, plan: Plan, given: dict[str, Any]) -> Iterator[str]:
        """A calcium plan reaches the reference value, and any plan a part of it, or says why it does not."""
        if not plan.days:
            return
        highest = max(one.calcium_mg for one in plan.reference_values)
        least = min(day.totals.calcium_mg.amount for day in plan.days)
        explained = any(
            "These foods reach" in note or "does not aim at calcium" in note for note in plan.notes
        )
        if least < LOW_CALCIUM_SHARE * highest and not explained:
            yield f"{least} mg of calcium, of {highest}, and no word on it"
        if given["goal"] != "calcium":
            return
        if least < CALCIUM_SHARE * highest and not explained:
            yield f"{least} mg of calcium, of {highest}, without a reason"
        if NO_CALCIUM_CONDITIONS & set(given["conditions"]):
            return
        is_limited = given["diet"] == "vegan" or {"milk", "soya"} & set(given["allergies"])
        limits = any(given[name] for name in ("conditions", "medicines", "free_from"))
        if not is_limited and not limits and least < CALCIUM_SHARE * highest:
            yield f"{least} mg of calcium, of {highest}, with nothing in the way"

    def variety(self, plan: Plan) -> Iterator[str]:
        """No two days alike and no food too often, while enough foods fit."""
        out = {one.entry.id for one in plan.excluded}
        pool = [key for key in self.reference.entries if key.split("/")[0] in FOODS and key not in out]
        days = [frozenset(item.entry.id for item in self.foods(day.items)) for day in plan.days]
        if len(pool) < FEW_FOODS:
            return
        for first in range(max(1, len(days) - WEEK + 1)):
            times = Counter(key for day in days[first : first + WEEK] for key in day)
            capped = {key: count for key, count in times.items() if key not in DRINKS_LIKE_MILK}
            yield from (f"{key} on {count} days" for key, count in capped.items() if count > USES_A_WEEK)
        if len(pool) >= 2 * FEW_FOODS:
            yield from (f"two days alike: {one}" for one, other in combinations(days, 2) if one == other)

    def timing(self, plan: Plan, given: dict[str, Any]) -> Iterator[str]:
        """Food that a medicine is kept apart from is not at breakfast; at dinner for morning tablets only."""
        traits = self.traits(given)
        morning = {trait for trait in traits if trait[1] in MORNING}
        timed, at_night = (
            {key for trait in some for key in self.reference.timed.get(trait, ())}
            for some in (traits, set(traits) - morning)
        )
        for day in plan.days:
            for item in self.foods(day.items):
                if item.entry.id in timed and item.moment == "breakfast":
                    yield f"{item.entry.id} at breakfast"
                if item.entry.id in at_night and item.moment == "dinner":
                    yield f"{item.entry.id} at dinner"


@pytest.fixture(scope="module")
def rules(catalog: Catalog) -> Rules:
    return Rules(catalog)


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=() if part < 2 else pytest.mark.exhaustive) for part in range(PARTS)],
)
def test_plans_break_no_rule(catalog: Catalog, rules: Rules, part: int) -> None:
    days = 0
    for number in range(part, PLANS, PARTS):
        given = drawn_query(number)
        plan = plan_of(catalog, PlanQuery.model_validate(given))
        assert rules.faults(plan, given) == [], given
        days += len(plan.days)
    assert days > PLANS // PARTS


def test_rules_detect_errors(catalog: Catalog, rules: Rules) -> None:
    """A plan for nobody in particular breaks the rules of people whom it does not suit."""
    nobody = drawn_query(0) | {"conditions": [], "medicines": [], "allergies": [], "free_from": []}
    nobody |= {"diet": "omnivore", "goal": "everyday", "days": 14, "life_stage": []}
    plan = plan_of(catalog, PlanQuery.model_validate(nobody))
    assert rules.faults(plan, nobody) == []
    for other in (
        {"medicines": ["nardil"]},
        {"conditions": ["IBS"]},
        {"allergies": ["milk"]},
        {"conditions": ["coeliac"]},
        {"medicines": ["alendronate 70mg weekly"]},
        {"goal": "calcium"},
    ):
        assert rules.faults(plan, nobody | other) != [], other


def test_alendronate_costs_no_calcium(catalog: Catalog) -> None:
    person = PlanQuery(goal=Goal.CALCIUM, conditions=("osteoporosis",), life_stage=("after menopause",))
    for medicine in ("alendronate", "levothyroxine", "ciprofloxacin"):
        medians = []
        for medicines in ((), (medicine,)):
            days = [
                day.totals.calcium_mg.amount
                for seed in range(10)
                for day in plan_of(
                    catalog, person.model_copy(update={"medicines": medicines, "seed": seed})
                ).days
            ]
            medians.append(median(days))
        assert medians[1] >= 0.8 * medians[0], medicine


@pytest.mark.parametrize("stage", STAGES)
def test_calcium_goal_is_met(catalog: Catalog, stage: str) -> None:
    stages = (stage,) if stage else ()
    for seed in range(8):
        plan = plan_of(catalog, PlanQuery(goal=Goal.CALCIUM, life_stage=stages, seed=seed, days=14))
        target = CALCIUM_SHARE * max(one.calcium_mg for one in plan.reference_values)
        assert [day.day for day in plan.days if day.totals.calcium_mg.amount < target] == []


def test_fibre_goal_rises_gently(catalog: Catalog) -> None:
    for seed in range(10):
        plan = plan_of(catalog, PlanQuery(goal=Goal.FIBRE, seed=seed, days=14))
        fibre = [day.totals.fibre_g.amount for day in plan.days]
        assert fibre == sorted(fibre)
        assert fibre[-1] >= fibre[0] + 8
        assert max(later - earlier for earlier, later in pairwise(fibre)) <= 3.1


def test_goal_has_no_step_without_known_benefit(catalog: Catalog) -> None:
    for goal in (Goal.CALCIUM, Goal.FIBRE, Goal.MOVEMENT):
        for seed in range(5):
            plan = plan_of(catalog, PlanQuery(goal=goal, seed=seed, days=14))
            for item in (item for day in plan.days for item in day.items):
                claim = item.why.claim
                entry: Any = catalog.entry("claims", claim.slug) if claim else None
                is_step = entry is None or entry.direction in {"benefit", "harm"}
                assert is_step or (goal is Goal.MOVEMENT and item.entry.kind in FOODS), item.entry.id


@pytest.mark.parametrize("illness", ["CKD stage 3", "heart failure", "Crohn's", "leukaemia", "cirrhosis"])
def test_ill_teenagers_get_no_plan_for_adults(catalog: Catalog, illness: str) -> None:
    young = plan_of(catalog, PlanQuery(conditions=(illness,), life_stage=("15",)))
    assert young.days == ()
    assert young.no_plan[0].ask
    assert plan_of(catalog, PlanQuery(conditions=(illness,), life_stage=("45",))).days
    assert plan_of(catalog, PlanQuery(life_stage=("15",))).days


@pytest.mark.parametrize("word", ["heart failure", "CKD stage 3", "cirrhosis", "furosemide"])
def test_nobody_with_limited_fluid_is_told_to_drink_more(catalog: Catalog, word: str) -> None:
    field = "medicines" if word == "furosemide" else "conditions"
    for seed in range(8):
        plan = plan_of(catalog, PlanQuery.model_validate({field: [word], "days": 14, "seed": seed}))
        items = {item.entry.slug for day in plan.days for item in day.items}
        assert items.isdisjoint({"stay-hydrated", "water-instead-of-a-sweet-drink"})
        assert not any("Drink enough" in note for note in plan.notes)
    usual = plan_of(catalog, PlanQuery(days=14))
    assert any("Drink enough" in note for note in usual.notes)


def test_sugar_that_comes_fast_is_out_after_weight_loss_surgery(catalog: Catalog) -> None:
    for seed in range(8):
        plan = plan_of(catalog, PlanQuery(conditions=("gastric bypass",), days=14, seed=seed))
        texts = {item.entry.slug: item.text for day in plan.days for item in day.items}
        assert texts.keys().isdisjoint({"orange-juice-fortified", "dates", "figs-dried", "brown-rice"})
        assert not any("orange juice" in text for text in texts.values())
