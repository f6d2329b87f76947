"""Plans for people as they come to a bone clinic: several illnesses and medicines at once."""

from collections import Counter
from itertools import pairwise
from statistics import mean
from typing import Any

import httpx
import pytest

from tests.features.reference_planner import DRINKS_LIKE_MILK, FOODS
from tests.features.served_plans import PLAIN, Body, items_of, left_out_of, plan_in

MIDDAY = {"lunch", "snack"}
LIMITED_MG = 300
LIMITED_DAY_MG = 1200
SEEDS = range(4)


async def planned(client: httpx.AsyncClient, **person: Any) -> Body:
    """Return the plan of a person."""
    return plan_in(await client.post("/v1/plan", json=person, headers=PLAIN))


def foods_of(day: Body) -> list[Body]:
    """Return the foods of a day."""
    return [item for item in day["items"] if item["entry"]["kind"] in FOODS]


async def entry(client: httpx.AsyncClient, item: Body) -> Body:
    """Return the entry of an item."""
    found: Body = (await client.get(item["entry"]["href"], headers=PLAIN)).json()["data"]
    return found


MAY_STOP = {
    "ramipril": {"pregnant", "trying for a baby"},
    "alendronate": {"pregnant", "trying for a baby"},
    "methotrexate": {"pregnant", "trying for a baby"},
}
"""The stages at which a clinic may stop a medicine: what is said to be kept then are the others."""


@pytest.mark.parametrize("medicine", ["ramipril", "alendronate", "warfarin", "methotrexate", "amoxicillin"])
@pytest.mark.parametrize(
    ("stage", "words", "first"),
    [
        ("pregnant", "in pregnancy", "Ask your doctor or midwife about your medicines now."),
        (
            "trying for a baby",
            "while you try for a baby",
            "Some medicines harm an unborn baby. Ask your doctor about each of yours before you try.",
        ),
        ("breastfeeding", "while you breastfeed", "Ask your doctor or midwife about your medicines now."),
    ],
)
async def test_medicines_in_pregnancy_are_asked_about_now_and_never_stopped_alone(
    client: httpx.AsyncClient, medicine: str, stage: str, words: str, first: str
) -> None:
    person = {"life_stages": [stage], "medicines": [medicine]}
    plan = await planned(client, **person, days=1)
    said = f"Ask about {medicine}: this guide does not judge medicines {words}."
    one = "any other one" if stage in MAY_STOP.get(medicine, ()) else "one"
    assert f"{first} Do not stop {one} without asking. {said}" in plan["notes"]
    check = (await client.post("/v1/check", json={**person, "items": ["yogurt"]}, headers=PLAIN)).json()[
        "data"
    ]
    assert {"who": "doctor or midwife", "why": said} in check["talk_to"]
    other = await planned(client, medicines=[medicine], days=1)
    assert not any("does not judge medicines" in note for note in other["notes"])


async def test_medicines_in_pregnancy_are_named_where_no_plan_is_made(client: httpx.AsyncClient) -> None:
    plan = await planned(
        client, life_stages=["pregnant"], conditions=["kidney transplant"], medicines=["tacrolimus"]
    )
    assert plan["days"] == []
    assert any("Ask about tacrolimus: this guide does not judge" in note for note in plan["notes"])


@pytest.mark.parametrize(
    "medicine", ["ciprofloxacin", "doxycycline", "iron tablets", "levothyroxine", "etidronate"]
)
async def test_food_stays_apart_from_doses_at_any_time(client: httpx.AsyncClient, medicine: str) -> None:
    for seed in SEEDS:
        plan = await planned(client, medicines=[medicine], goal="calcium", seed=seed)
        timed = {one["slug"] for one in (await cautions_of(client, plan)) if one["kind_of"] == "timing"}
        kept = [item for item in items_of(plan) if timed & {mind["caution"] for mind in item["mind"]}]
        assert kept
        assert {item["moment"] for item in kept} <= MIDDAY
        rich = [
            item for item in items_of(plan) if "of calcium" in item["why"]["text"] and amount(item) >= 100
        ]
        assert all(timed & {mind["caution"] for mind in item["mind"]} for item in rich)
        assert any("Keep them apart from every dose." in note for note in plan["notes"])


def amount(item: Body) -> int:
    """Return the milligrams of calcium that an item says it gives."""
    return int(item["why"]["text"].removeprefix("It gives about ").split()[0])


async def cautions_of(client: httpx.AsyncClient, plan: Body) -> list[Body]:
    """Return the cautions that a plan says first."""
    return [
        (await client.get(f"/v1/cautions/{one['slug']}", headers=PLAIN)).json()["data"]
        for one in plan["cautions"]
    ]


@pytest.mark.parametrize(
    ("medicine", "caution"),
    [
        ("alendronate", "alendronate-timing"),
        ("risedronate", "risedronate-timing"),
        ("ibandronate", "ibandronate-timing"),
    ],
)
async def test_tablet_before_breakfast_is_minded_at_breakfast(
    client: httpx.AsyncClient, medicine: str, caution: str
) -> None:
    for seed in SEEDS:
        plan = await planned(client, medicines=[medicine], goal="calcium", seed=seed)
        for day in plan["days"]:
            minded = [item for item in day["items"] if caution in {mind["caution"] for mind in item["mind"]}]
            breakfast = [item for item in day["items"] if item["moment"] == "breakfast"]
            assert minded == (breakfast or day["items"])[:1]
            assert "bisphosphonate-timing" not in {
                mind["caution"] for item in day["items"] for mind in item["mind"]
            }
            rich = [
                item for item in foods_of(day) if "of calcium" in item["why"]["text"] and amount(item) >= 100
            ]
            assert "breakfast" not in {item["moment"] for item in rich}
        assert any(item["moment"] == "breakfast" for item in items_of(plan))
        assert caution in {one["slug"] for one in plan["cautions"]}


@pytest.mark.parametrize(
    "medicines", [["tacrolimus", "ramipril"], ["spironolactone", "lisinopril"], ["trimethoprim", "losartan"]]
)
async def test_two_medicines_that_raise_potassium_limit_it_more_than_one(
    client: httpx.AsyncClient, medicines: list[str]
) -> None:
    for seed in SEEDS:
        plan = await planned(client, medicines=medicines, goal="calcium", seed=seed)
        for day in plan["days"]:
            assert day["totals"]["potassium_mg"]["amount"] <= LIMITED_DAY_MG
            assert day["totals"]["potassium_mg"]["foods_without_figure"] == 0
            for item in foods_of(day):
                food = await entry(client, item)
                assert food["nutrients_per_portion"]["potassium_mg"] < LIMITED_MG
                assert not {"banana", "potato", "tomato"} & set(
                    item["text"].lower().replace(",", " ").split()
                )
    out = left_out_of(plan)
    for one in medicines:
        single = left_out_of(await planned(client, medicines=[one]))
        assert "orange" not in single
    assert "kiwifruit" in out


@pytest.mark.parametrize(
    ("person", "caution"),
    [
        ({"conditions": ["heart failure", "Crohn's disease"]}, "hypertension-sodium"),
        ({"conditions": ["heart failure", "Crohn's disease"]}, "ibd-probiotics"),
        ({"medicines": ["phenelzine"]}, "maoi-tyramine"),
        ({"medicines": ["warfarin"]}, "warfarin-natto"),
        ({"medicines": ["lithium"]}, "lithium-steady-salt"),
        ({"conditions": ["CKD stage 3"]}, "ckd-potassium"),
        ({"life_stages": ["pregnant"]}, "exercise-pregnancy"),
    ],
    ids=str,
)
async def test_plan_says_what_the_record_says_on_the_person(
    client: httpx.AsyncClient, person: Body, caution: str
) -> None:
    plan = await planned(client, **person)
    assert plan["cautions"][0]["sentence"].startswith("If you ")
    assert caution in {one["slug"] for one in plan["cautions"]}


async def test_plan_names_what_is_left_out_for_each_word(client: httpx.AsyncClient) -> None:
    plan = await planned(
        client,
        medicines=["phenelzine", "Coumadin", "lithium"],
        conditions=["osteoporosis", "migraine"],
        allergies=["milk"],
    )
    notes = {note.partition(":")[0]: note for note in plan["notes"]}
    assert "Kefir" in notes["Left out for phenelzine (Irreversible MAOI antidepressants)"]
    assert (
        "Natto" in notes["Left out for Coumadin (Warfarin)"]
        or "more" in notes["Left out for Coumadin (Warfarin)"]
    )
    assert any(one.startswith("Left out for Lithium") for one in notes)
    assert "Yogurt" in notes["Left out for an allergy to milk"]
    assert "No food is left out for Osteoporosis." in plan["notes"]
    assert any("Migraine: this guide has no caution on it" in note for note in plan["notes"])


async def test_no_step_has_a_caution_on_something_else(client: httpx.AsyncClient) -> None:
    for person in (
        {"conditions": ["high blood pressure"]},
        {"life_stages": ["pregnant"]},
        {"conditions": ["osteoporosis"], "life_stages": ["78"]},
        {"conditions": ["diabetes"]},
    ):
        for seed in SEEDS:
            plan = await planned(client, **person, days=14, seed=seed)
            steps = [item for item in items_of(plan) if item["entry"]["kind"] not in FOODS]
            assert steps
            assert not any(item["mind"] for item in steps)


async def test_people_on_blood_thinners_get_no_impact_and_no_supplement(client: httpx.AsyncClient) -> None:
    person = {"life_stages": ["78"], "medicines": ["warfarin"], "conditions": ["osteoporosis"]}
    for seed in SEEDS:
        plan = await planned(client, **person, goal="movement", days=14, seed=seed)
        for item in items_of(plan):
            assert "hop" not in item["text"].lower().split()
            assert not any("hop" in mind["text"] for mind in item["mind"])
            used = [one["slug"] for one in (await entry(client, item)).get("uses", ())]
            assert "impact-exercise" not in used
            assert item["entry"]["kind"] not in {"supplements", "supplement-guidance"}


@pytest.mark.parametrize("goal", ["everyday", "movement", "calcium"])
async def test_no_step_three_days_running(client: httpx.AsyncClient, goal: str) -> None:
    for seed in SEEDS:
        plan = await planned(client, goal=goal, days=14, seed=seed)
        steps = [
            {item["entry"]["slug"] for item in day["items"] if item["entry"]["kind"] not in FOODS}
            for day in plan["days"]
        ]
        for (first, second), (_, third) in pairwise(pairwise(steps)):
            assert not first & second & third
            cooking = {"limit-processed-food", "cook-from-whole-ingredients-one-evening"}
            assert goal != "everyday" or not all(cooking & one for one in (first, second, third))


@pytest.mark.parametrize(
    "person",
    [{}, {"diet": "vegan"}, {"allergies": ["milk", "soya"]}, {"medicines": ["tacrolimus", "ramipril"]}],
)
async def test_calcium_goal_says_whether_these_foods_meet_it(client: httpx.AsyncClient, person: Body) -> None:
    plan = await planned(client, **person, goal="calcium", life_stages=["66"])
    least = min(day["totals"]["calcium_mg"]["amount"] for day in plan["days"])
    needed = max(one["calcium_mg"] for one in plan["reference_values"])
    [note] = [note for note in plan["notes"] if f"{least:,.0f} mg" in note]
    assert ("of calcium on the lowest day" in note) is (least < 0.85 * needed)
    assert ("meet your calcium goal" in note) is (least >= needed)
    assert ("come close to your calcium goal" in note) is (0.85 * needed <= least < needed)


async def test_word_with_two_meanings_names_the_one_behind_the_refusal(client: httpx.AsyncClient) -> None:
    plan = await planned(client, conditions=["bypass surgery"])
    assert [(one["value"], one["ask_whom"]) for one in plan["no_plan"]] == [
        ("weight-loss-surgery", "your surgery team or its dietitian")
    ]
    assert any("Heart or stomach?" in note for note in plan["notes"])


FEW_CALCIUM_FOODS: dict[str, Body] = {
    "steroids": {"age": 68, "conditions": ["COPD", "osteoporosis"], "medicines": ["prednisolone"]},
    "vegan": {"age": 70, "diet": "vegan", "conditions": ["osteoporosis"]},
    "vegan, breastfeeding": {"age": 30, "diet": "vegan", "life_stages": ["breastfeeding"]},
    "no milk, no soya": {"age": 57, "allergies": ["milk", "soya"]},
    "tamoxifen": {"age": 61, "conditions": ["breast cancer"], "medicines": ["tamoxifen"]},
    "letrozole": {
        "age": 61,
        "conditions": ["breast cancer"],
        "medicines": ["letrozole", "zoledronic acid"],
    },
    "HIV": {"age": 64, "conditions": ["HIV"], "medicines": ["dolutegravir"]},
    "MAOI": {"age": 40, "medicines": ["phenelzine"]},
    "lactose": {"age": 52, "conditions": ["lactose intolerant"], "life_stages": ["after menopause"]},
    "anybody": {"age": 66},
}


@pytest.mark.parametrize("person", FEW_CALCIUM_FOODS.values(), ids=FEW_CALCIUM_FOODS)
@pytest.mark.parametrize(("days", "seed"), [(7, 0), (7, 5), (14, 1)])
async def test_calcium_is_shared_evenly_over_the_days(
    client: httpx.AsyncClient, person: Body, days: int, seed: int
) -> None:
    plan = await planned(client, **person, goal="calcium", days=days, seed=seed)
    calcium = [day["totals"]["calcium_mg"]["amount"] for day in plan["days"]]
    assert len(calcium) == days
    assert min(calcium) >= 0.7 * mean(calcium) > 0
    eaten = [frozenset(one["entry"]["href"] for one in foods_of(day)) for day in plan["days"]]
    assert len(set(eaten)) == days
    for first in range(days - 6):
        uses = Counter(key for foods in eaten[first : first + 7] for key in foods)
        assert all(times <= 4 or key.removeprefix("/v1/") in DRINKS_LIKE_MILK for key, times in uses.items())


async def test_drink_like_milk_comes_daily_only_where_calcium_is_short(client: httpx.AsyncClient) -> None:
    vegan = await planned(client, diet="vegan", medicines=["moclobemide"], days=7)
    anybody = await planned(client, age=66, days=7)
    assert uses_of(vegan)["/v1/bone-foods/soy-drink-fortified"] > 4
    assert max(uses_of(anybody).values()) <= 4
    for plan in (vegan, anybody):
        assert min(day["totals"]["calcium_mg"]["amount"] for day in plan["days"]) > 250


def uses_of(plan: Body) -> Counter[str]:
    return Counter(one["entry"]["href"] for day in plan["days"] for one in foods_of(day))


async def test_step_is_left_out_for_no_allergy_to_what_it_does_not_use(client: httpx.AsyncClient) -> None:
    for allergy in ("fish", "nuts", "latex"):
        left_out = left_out_of(await planned(client, allergies=[allergy]))
        assert "water-instead-of-a-sweet-drink" not in left_out, allergy


async def test_allergy_names_only_the_allergen_of_the_reader(client: httpx.AsyncClient) -> None:
    said = [line["sentence"] for line in (await planned(client, allergies=["shellfish"]))["cautions"]]
    assert any("that may contain shellfish" in sentence for sentence in said)
    assert not any("fish or shellfish" in sentence for sentence in said)


async def test_calcium_that_depends_on_the_maker_says_so(client: httpx.AsyncClient) -> None:
    plan = await planned(client, age=66, goal="calcium", days=14)
    reasons = {(item["entry"]["slug"], item["why"]["text"]) for day in plan["days"] for item in foods_of(day)}
    assert any(slug == "tofu-calcium-set" and "check the label" in text for slug, text in reasons)
    assert not any(slug == "milk" and "label" in text for slug, text in reasons)


async def test_calcium_is_no_reason_where_there_is_too_much_of_it(client: httpx.AsyncClient) -> None:
    plan = await planned(client, conditions=["high calcium"], days=14)
    assert plan["days"]
    texts = {item["why"]["text"] for day in plan["days"] for item in foods_of(day)}
    assert not any("of calcium" in text for text in texts)


async def test_days_with_hardly_any_food_say_so_first(client: httpx.AsyncClient) -> None:
    person = {"conditions": ["Crohn's", "CKD stage 3"], "medicines": ["prednisolone"], "allergies": ["fish"]}
    plan = await planned(client, **person, goal="calcium", life_stages=["trying for a baby"])
    assert plan["notes"][0].startswith("Too few foods of this guide fit")
    anybody = await planned(client, age=66)
    assert not any(note.startswith("Too few foods") for note in anybody["notes"])


@pytest.mark.parametrize(
    "person",
    [
        {"conditions": ["vertebral fracture"]},
        {"medicines": ["alendronate"]},
        {"medicines": ["moclobemide"]},
        {"medicines": ["furosemide"]},
        {"conditions": ["high calcium"]},
        {"conditions": ["high potassium"]},
        {"medicines": ["spironolactone"]},
        {"medicines": ["methotrexate"]},
        {"medicines": ["high-dose steroids"]},
        {"conditions": ["rheumatoid arthritis"]},
    ],
    ids=str,
)
async def test_ill_teenager_gets_no_plan_for_adults(client: httpx.AsyncClient, person: Body) -> None:
    assert (await planned(client, **person, age=16))["no_plan"]
    assert not (await planned(client, **person, age=40))["no_plan"]


async def test_bone_medicine_in_pregnancy_gets_no_plan(client: httpx.AsyncClient) -> None:
    refused = await planned(client, medicines=["risedronate"], life_stages=["pregnant"])
    assert [one["ask_whom"] for one in refused["no_plan"]] == ["your bone clinic and your midwife"]
    assert not (await planned(client, medicines=["risedronate"], life_stages=["trying for a baby"]))[
        "no_plan"
    ]


async def test_refusal_still_says_what_a_medicine_needs(client: httpx.AsyncClient) -> None:
    person = {"age": 16, "medicines": ["denosumab", "doxycycline", "moclobemide"]}
    plan = await planned(client, **person)
    assert plan["no_plan"]
    said = {line["slug"]: line["sentence"] for line in plan["cautions"]}
    assert "apart from the dose" in said["tetracycline-quinolone-calcium"]
    assert "moclobemide-large-tyramine" in said


@pytest.mark.parametrize("medicine", ["tamoxifen", "goserelin"])
async def test_no_ferment_is_served_that_the_team_is_asked_about(
    client: httpx.AsyncClient, medicine: str
) -> None:
    for seed in SEEDS:
        plan = await planned(client, medicines=[medicine], days=14, seed=seed)
        served = {item["entry"]["slug"] for item in items_of(plan)}
        assert served.isdisjoint({"tempeh", "sourdough-bread", "yogurt", "natto"})


@pytest.mark.parametrize(
    "person",
    [{"conditions": ["CKD stage 3"]}, {"conditions": ["heart failure"]}, {"medicines": ["moclobemide"]}],
    ids=str,
)
async def test_ill_in_pregnancy_gets_no_plan(client: httpx.AsyncClient, person: Body) -> None:
    assert (await planned(client, **person, life_stages=["pregnant"]))["no_plan"]
    assert not (await planned(client, **person, life_stages=["trying for a baby"]))["no_plan"]


async def test_tablet_before_breakfast_is_said_on_days_without_one(client: httpx.AsyncClient) -> None:
    person = {"medicines": ["alendronate", "levothyroxine"], "conditions": ["CKD stage 3", "IBS"]}
    without = 0
    for seed in SEEDS:
        plan = await planned(client, **person, days=14, seed=seed)
        for day in plan["days"]:
            said = [mind["text"] for item in day["items"] for mind in item["mind"]]
            assert any("upright" in text for text in said), (seed, day["day"])
            without += not any(item["moment"] == "breakfast" for item in day["items"])
    assert without


async def test_liver_disease_gets_no_salty_food(client: httpx.AsyncClient) -> None:
    for seed in SEEDS:
        plan = await planned(client, conditions=["liver disease"], days=14, seed=seed)
        for day in plan["days"]:
            sodium = day["totals"]["sodium_mg"]
            assert sodium["amount"] <= 900
            assert sodium["foods_without_figure"] == 0


async def test_sesame_allergy_gets_no_bread_that_may_hold_it(client: httpx.AsyncClient) -> None:
    for seed in SEEDS:
        plan = await planned(client, allergies=["sesame"], days=14, seed=seed)
        texts = " ".join(f"{item['entry']['name']} {item['text']}" for item in items_of(plan)).lower().split()
        assert {"bread", "toast", "crispbread", "sandwich"}.isdisjoint(texts)


@pytest.mark.parametrize(
    "person",
    [
        {"medicines": ["doxycycline"], "age": 84},
        {"medicines": ["ciprofloxacin"], "conditions": ["histamine intolerance"]},
        {"medicines": ["phenelzine"], "goal": "calcium"},
        {"medicines": ["HRT", "levothyroxine", "calcium tablets"], "goal": "calcium"},
    ],
    ids=str,
)
async def test_no_meal_has_two_drinks_like_milk(client: httpx.AsyncClient, person: Body) -> None:
    for seed in SEEDS:
        plan = await planned(client, **person, days=14, seed=seed)
        for day in plan["days"]:
            meals = Counter(
                item["moment"]
                for item in day["items"]
                if item["entry"]["href"].removeprefix("/v1/") in DRINKS_LIKE_MILK
            )
            assert max(meals.values(), default=0) <= 1, (seed, day["day"])


async def test_lithium_decides_on_salt_whatever_lowers_blood_pressure(client: httpx.AsyncClient) -> None:
    for person in ({"medicines": ["amlodipine"]}, {"conditions": ["high BP"], "medicines": []}):
        medicines = [*person["medicines"], "lithium"]
        plan = await planned(client, **(person | {"medicines": medicines}), days=7)
        said = {line["slug"] for line in plan["cautions"]}
        assert "lithium-steady-salt" in said
        assert "hypertension-sodium" not in said


async def test_question_on_a_medicine_says_whom_to_ask(client: httpx.AsyncClient) -> None:
    plan = await planned(client, medicines=["prednisolone"])
    [asked] = [note for note in plan["notes"] if note.startswith("prednisolone: ")]
    assert asked.endswith("If you are not sure, ask your pharmacist.")


@pytest.mark.parametrize(
    ("person", "left_out"),
    [
        ({"conditions": ["high calcium"]}, ["orange-juice-fortified", "tofu-calcium-set", "uv-mushrooms"]),
        ({"allergies": ["birch pollen"]}, ["tofu-calcium-set", "soy-drink-fortified", "soy-yogurt"]),
        ({"allergies": ["yeast"]}, ["rye-crispbread"]),
        ({"medicines": ["methotrexate"]}, ["tempeh", "sourdough-bread"]),
        ({"conditions": ["Crohn's"]}, ["brown-rice", "chia-seeds"]),
    ],
    ids=str,
)
async def test_food_against_what_was_said_is_left_out(
    client: httpx.AsyncClient, person: Body, left_out: list[str]
) -> None:
    assert set(left_out) <= left_out_of(await planned(client, **person))


async def test_protein_of_fish_is_timed_with_levodopa_as_that_of_milk(client: httpx.AsyncClient) -> None:
    body = {"items": ["salmon", "milk"], "medicines": ["levodopa"]}
    answer = (await client.post("/v1/check", json=body)).json()["data"]
    [timed] = [flag for flag in answer["for_you"] if flag["slug"] == "levodopa-protein-timing"]
    assert {item["slug"] for item in timed["matched"]["items"]} == {"salmon", "milk"}


async def test_no_step_names_a_bath_to_people_with_seizures(client: httpx.AsyncClient) -> None:
    plan = await planned(client, conditions=["epilepsy"], days=14)
    assert plan["days"]
    assert not any("bath" in item["text"] for day in plan["days"] for item in day["items"])
