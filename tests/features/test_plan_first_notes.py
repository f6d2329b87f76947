"""What a plan says first to people for whom one answer decides, and what it says of its own limits."""

from typing import Any

import httpx
import pytest

from tests.features.served_plans import PLAIN, Body, items_of, left_out_of, plan_in

GENERAL = "A plan is general information."


async def planned(client: httpx.AsyncClient, **person: Any) -> Body:
    """Return the plan of a person."""
    return plan_in(await client.post("/v1/plan", json=person, headers=PLAIN))


async def checked(client: httpx.AsyncClient, **person: Any) -> dict[str, str]:
    """Return the sentences of a check by the slugs of their cautions."""
    answer = (await client.post("/v1/check", json=person, headers=PLAIN)).json()["data"]
    return {flag["slug"]: flag["sentence"] for flag in (*answer["for_you"], *answer["for_everyone"])}


def first_notes(plan: Body) -> list[str]:
    """Return the notes before the one that every plan has."""
    notes: list[str] = plan["notes"]
    places = [place for place, note in enumerate(notes) if note.startswith(GENERAL)]
    return notes[: places[0]] if places else notes


SAID_FIRST: list[tuple[Body, str]] = [
    ({"conditions": ["Crohn's disease"]}, "Are you in a flare, or is your bowel narrowed?"),
    ({"conditions": ["ulcerative colitis"]}, "Are you in a flare, or is your bowel narrowed?"),
    ({"conditions": ["pouchitis"]}, "Are you in a flare, or is your bowel narrowed?"),
    ({"medicines": ["Prolia"]}, "With your bone injection or drip your blood calcium can fall."),
    (
        {"medicines": ["alendronate"], "conditions": ["reflux"]},
        "Stop the tablet and call your doctor if swallowing hurts.",
    ),
    ({"medicines": ["iron tablets", "doxycycline"]}, "Iron tablets hold back some other medicines"),
    (
        {"conditions": ["osteoporosis"], "life_stages": ["teenager"]},
        "Thin bones at your age need a specialist",
    ),
    ({"conditions": ["diverticulitis"]}, "Have you pain or a fever now?"),
    ({"conditions": ["kidney stones"]}, "Drinking enough helps against stones."),
    ({"medicines": ["carbamazepine"]}, "Ask your doctor about vitamin D and a bone"),
    (
        {"conditions": ["high calcium"], "medicines": ["calcium carbonate"]},
        "Call your clinic today, before the next",
    ),
    ({"medicines": ["alendronate", "iron tablets"]}, "Iron tablets hold back some other medicines"),
    ({"medicines": ["phenelzine", "levodopa"]}, "Levodopa and a medicine like phenelzine"),
    ({"life_stages": ["trying for a baby"]}, "which folic acid and vitamin D you need"),
    ({"conditions": ["atrial fibrillation"]}, "Do you take a blood thinner?"),
    ({"conditions": ["CKD stage 3"]}, "How much calcium you need depends on your blood tests."),
    ({"conditions": ["heart failure"]}, "You may have to limit what you drink,"),
    ({"conditions": ["breast cancer"]}, "Is it long past, or do you take hormone tablets only?"),
    ({"medicines": ["letrozole"]}, "Is it long past, or do you take hormone tablets only?"),
    ({"medicines": ["prednisolone"]}, "Steroid tablets taken for long can thin your bones."),
    ({"medicines": ["ciprofloxacin"]}, "if a tendon hurts"),
    ({"medicines": ["zoledronic acid"]}, "your blood calcium can fall."),
    ({"conditions": ["underactive thyroid"]}, "Do you take thyroid tablets?"),
    ({"conditions": ["iron deficiency"]}, "Do you take iron tablets?"),
    ({"allergies": ["birch pollen"]}, "your mouth or throat itches"),
    (
        {"medicines": ["methotrexate"], "life_stages": ["trying for a baby"]},
        "can harm an unborn baby. Call your clinic today",
    ),
    ({"medicines": ["furosemide"]}, "You may have to limit what you drink,"),
    ({"medicines": ["lithium"]}, "Keep your salt and your drinks the same from day to day"),
    ({"medicines": ["phenelzine", "linezolid"]}, "Ask your pharmacist or prescriber today"),
    ({"medicines": ["selegiline", "moclobemide"]}, "Ask your pharmacist or prescriber today"),
    ({"medicines": ["warfarin"], "life_stages": ["trying for a baby"]}, "Call your clinic today."),
    (
        {"medicines": ["denosumab"], "life_stages": ["pregnant"]},
        "They decide about the next tablet, drip or injection.",
    ),
    ({"medicines": ["calcium and vitamin D"]}, "do not count the calcium of your tablets"),
    ({"medicines": ["calcium carbonate"]}, "do not count the calcium of your tablets"),
    ({"medicines": ["metformin"]}, "Metformin can lower your vitamin B12."),
    ({"medicines": ["MAOI"]}, "A sudden pounding headache is an emergency."),
    ({"medicines": ["phenelzine"]}, "A sudden pounding headache is an emergency."),
    ({"conditions": ["rheumatoid arthritis"]}, "Do you take methotrexate,"),
    ({"medicines": ["tamoxifen"]}, "You do not have to give up soy foods"),
    ({"medicines": ["iron tablets"]}, "tea and coffee can hold back your iron tablets"),
    (
        {"conditions": ["iron deficiency"], "medicines": ["levothyroxine"]},
        "Iron tablets hold back some other",
    ),
    ({"medicines": ["alendronate", "doxycycline"]}, "Do not take them together."),
    (
        {"medicines": ["tamoxifen"], "life_stages": ["breastfeeding"]},
        "What you take (tamoxifen) may pass into your milk.",
    ),
    (
        {"medicines": ["carbamazepine"], "life_stages": ["pregnant"]},
        "(carbamazepine) can harm an unborn baby. Call your clinic today. Keep taking it",
    ),
    ({"medicines": ["lithium"], "life_stages": ["trying for a baby"]}, "Keep taking it until they answer."),
    ({"conditions": ["high potassium"], "medicines": ["spironolactone"]}, "(spironolactone) can raise it."),
    ({"conditions": ["heart failure"], "life_stages": ["trying for a baby"]}, "needs your specialist team."),
    ({"medicines": ["alendronate", "denosumab"]}, "more than one bone medicine (alendronate and denosumab)"),
    ({"medicines": ["HRT"], "conditions": ["breast cancer"]}, "Menopause hormones (HRT) are seldom right"),
    ({"medicines": ["alendronate", "levothyroxine"]}, "both need an empty stomach."),
    ({"medicines": ["amlodipine"]}, "Grapefruit can change how your medicine works (amlodipine)."),
    ({"conditions": ["heart failure"]}, "If you drink more of one thing, drink less of another."),
    ({"medicines": ["lithium"]}, "If you drink more of one thing, drink less of another."),
    ({"diet": "vegan"}, "no vitamin B12 unless it was added"),
    ({"diet": "vegan", "life_stages": ["breastfeeding"]}, "your baby gets vitamin B12 only from you"),
    ({"diet": "vegan", "conditions": ["gastroparesis"]}, "no vitamin B12 unless it was added"),
]
"""People, and a part of what a plan says to them first."""


@pytest.mark.parametrize(("person", "said"), SAID_FIRST, ids=str)
async def test_what_decides_is_said_first(client: httpx.AsyncClient, person: Body, said: str) -> None:
    assert any(said in note for note in first_notes(await planned(client, **person, days=1)))


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"medicines": ["warfarin"]},
        {"medicines": ["alendronate"], "life_stages": ["78"]},
        {"conditions": ["osteoporosis"]},
        {"diet": "vegetarian"},
        {"medicines": ["rasagiline"]},
        {"medicines": ["isoniazid"]},
        {"medicines": ["alendronic acid", "Fosamax"]},
        {"medicines": ["my wife takes amlodipine"]},
        {"medicines": ["alendronate"], "conditions": ["osteoporosis"]},
    ],
    ids=str,
)
async def test_nothing_is_said_first_without_a_reason(client: httpx.AsyncClient, person: Body) -> None:
    assert first_notes(await planned(client, **person, days=1)) == []


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (
            {"medicines": ["methotrexate"], "life_stages": ["pregnant"]},
            "(methotrexate) can harm an unborn baby",
        ),
        (
            {"conditions": ["broken vertebra"], "life_stages": ["pregnant"]},
            "They decide about the next tablet, drip or injection.",
        ),
    ],
    ids=str,
)
async def test_no_other_words_keep_a_medicine_that_may_have_to_stop(
    client: httpx.AsyncClient, person: Body, said: str
) -> None:
    plan = await planned(client, **person, days=1)
    texts = [*plan["notes"], *(caution["sentence"] for caution in plan["cautions"])]
    assert any(said in text for text in texts)
    assert not any("Do not stop one" in text or "eep your bone medicine" in text for text in texts)


async def test_other_medicines_are_kept_beside_one_that_may_have_to_stop(client: httpx.AsyncClient) -> None:
    person = {"medicines": ["methotrexate", "levothyroxine"], "life_stages": ["pregnant"]}
    notes = (await planned(client, **person, days=1))["notes"]
    assert any("(methotrexate) can harm" in note for note in notes)
    assert any("Do not stop any other one without asking." in note for note in notes)


async def test_pregnancy_hormone_is_not_said_to_harm(client: httpx.AsyncClient) -> None:
    notes = (await planned(client, medicines=["Utrogestan"], life_stages=["pregnant"], days=1))["notes"]
    assert not any("harm" in note for note in notes)
    assert any("Do not stop one without asking." in note for note in notes)


@pytest.mark.parametrize(
    ("person", "unsaid"),
    [
        ({"medicines": ["stopped methotrexate"], "life_stages": ["pregnant"]}, "What you take"),
        (
            {"medicines": ["my husband takes spironolactone"], "conditions": ["high potassium"]},
            "can raise it",
        ),
        ({"medicines": ["risedronate gastro-resistant", "levothyroxine"]}, "empty stomach."),
    ],
    ids=str,
)
async def test_note_on_a_medicine_is_for_who_takes_it(
    client: httpx.AsyncClient, person: Body, unsaid: str
) -> None:
    notes = (await planned(client, **person, days=1))["notes"]
    assert not any(unsaid in note or "()" in note for note in notes)


@pytest.mark.parametrize("allergy", ["soya", "birch pollen"])
async def test_nobody_with_a_soy_allergy_is_told_to_keep_soy(client: httpx.AsyncClient, allergy: str) -> None:
    plan = await planned(client, medicines=["tamoxifen"], allergies=[allergy], days=1)
    assert not any("soy foods" in note for note in plan["notes"])


async def test_bone_medicine_is_kept_where_it_need_not_stop(client: httpx.AsyncClient) -> None:
    plan = await planned(client, conditions=["broken vertebra"], life_stages=["78"], days=1)
    assert any("keep your bone medicine" in caution["sentence"] for caution in plan["cautions"])


async def test_two_maois_are_named_even_where_no_plan_is_made(client: httpx.AsyncClient) -> None:
    plan = await planned(client, medicines=["phenelzine", "procarbazine"], conditions=["gastroparesis"])
    assert plan["days"] == []
    assert any("two medicines that block MAO" in note for note in plan["notes"])


@pytest.mark.parametrize(
    ("person", "item", "graver", "milder"),
    [
        ({"medicines": ["phenelzine", "linezolid"]}, "kimchi", "maoi-tyramine", "linezolid-tyramine"),
        (
            {"medicines": ["phenelzine", "linezolid"]},
            "kombucha",
            "maoi-tyramine-ask-first",
            "linezolid-tyramine",
        ),
        (
            {"medicines": ["lithium"], "conditions": ["high blood pressure"]},
            "kimchi",
            "lithium-steady-salt",
            "hypertension-sodium",
        ),
        (
            {"medicines": ["omeprazole"], "conditions": ["kidney stones"]},
            "calcium tablets",
            "calcium-supplement-kidney-stones",
            "calcium-carbonate-acid-reducers",
        ),
        ({"conditions": ["IBS", "coeliac disease"]}, "barley", "coeliac-barley-wheat-rye", "ibs-fodmap"),
        (
            {"conditions": ["lactose intolerance"], "allergies": ["milk"]},
            "yogurt",
            "milk-allergy",
            "lactose-intolerance",
        ),
        (
            {"conditions": ["acid reflux"], "life_stages": ["pregnant"]},
            "kombucha",
            "kombucha-alcohol",
            "kombucha-acid-teeth",
        ),
    ],
    ids=str,
)
async def test_no_two_opposite_orders_on_one_food(
    client: httpx.AsyncClient, person: Body, item: str, graver: str, milder: str
) -> None:
    said = await checked(client, **person, items=[item])
    assert graver in said
    assert milder not in said


async def test_blood_pressure_alone_still_limits_salt(client: httpx.AsyncClient) -> None:
    assert "hypertension-sodium" in await checked(
        client, conditions=["high blood pressure"], items=["kimchi"]
    )


async def test_second_bisphosphonate_keeps_the_general_rule(client: httpx.AsyncClient) -> None:
    """A narrower caution as serious as the wider one does not speak for another medicine."""
    said = await checked(client, medicines=["alendronate", "etidronate"], items=["milk"])
    assert {"alendronate-timing", "bisphosphonate-timing"} <= said.keys()


async def test_bone_drip_gives_no_order_to_eat(client: httpx.AsyncClient) -> None:
    said = await checked(client, medicines=["zoledronic acid", "linezolid"], items=["cheddar"])
    assert "no need to wait before" in said["bone-drip-no-tablet-timing"]
    assert not any("at any time" in sentence for sentence in said.values())


@pytest.mark.parametrize("allergy", ["latex", "nuts", "fish", "soya", "egg", "sesame"])
async def test_barley_and_rye_are_left_out_for_wheat_alone(client: httpx.AsyncClient, allergy: str) -> None:
    grains = {"barley", "rye", "rye-crispbread"}
    left_out = left_out_of(await planned(client, allergies=[allergy]))
    assert left_out.isdisjoint(grains - {"rye-crispbread"})
    assert "allergy-emergency" not in await checked(client, allergies=[allergy], items=["barley"])
    wheat = left_out_of(await planned(client, allergies=["wheat"]))
    assert grains <= wheat
    assert "allergy-emergency" in await checked(client, allergies=["wheat"], items=["barley"])


async def test_garlic_in_food_is_not_left_out_for_warfarin(client: httpx.AsyncClient) -> None:
    left_out = left_out_of(await planned(client, medicines=["warfarin"]))
    assert "garlic" not in left_out
    assert {"sauerkraut", "natto", "kale"} <= left_out


@pytest.mark.parametrize(
    "person",
    [{"medicines": ["phenelzine"]}, {"medicines": ["linezolid"]}, {"conditions": ["histamine intolerance"]}],
)
async def test_nobody_told_to_eat_fresh_cooks_for_the_next_day(
    client: httpx.AsyncClient, person: Body
) -> None:
    for seed in range(6):
        plan = await planned(client, **person, days=14, seed=seed)
        assert not any(
            word in item["text"].lower() for item in items_of(plan) for word in ("next day", "leftover")
        )


async def test_reflux_has_no_sour_or_fried_food(client: httpx.AsyncClient) -> None:
    left_out = left_out_of(await planned(client, conditions=["acid reflux"]))
    assert {"sauerkraut", "fermented-pickles", "gochujang", "orange", "onion"} <= left_out


@pytest.mark.parametrize("medicine", ["ramipril", "losartan", "spironolactone"])
async def test_dishes_add_no_potassium_that_is_not_counted(client: httpx.AsyncClient, medicine: str) -> None:
    for seed in range(4):
        for item in items_of(await planned(client, medicines=[medicine], days=14, seed=seed)):
            dish = item["text"].lower().partition(":")[0]
            assert {"banana", "avocado", "tomatoes"}.isdisjoint(dish.replace(",", " ").split())


@pytest.mark.parametrize("kidneys", ["CKD", "CKD stage 3", "CKD stage 2"])
async def test_nobody_with_kidney_disease_is_told_how_much_calcium_to_need(
    client: httpx.AsyncClient, kidneys: str
) -> None:
    plan = await planned(client, conditions=[kidneys], goal="calcium", life_stages=["74"])
    assert plan["days"]
    assert not any("You need about" in day["totals_text"] for day in plan["days"])
    assert any("does not aim at calcium" in note for note in plan["notes"])


async def test_cooled_rice_has_its_cooling_rule_for_everyone(client: httpx.AsyncClient) -> None:
    served = []
    for seed in range(4):
        plan = await planned(client, days=14, seed=seed)
        served += [item for item in items_of(plan) if item["entry"]["slug"] == "rice-cooled"]
    assert served
    assert all("rice-cooling" in {mind["caution"] for mind in item["mind"]} for item in served)


@pytest.mark.parametrize(
    ("person", "named"),
    [
        ({"conditions": ["kidney stones"]}, ""),
        ({"allergies": ["nuts"], "medicines": ["warfarin"]}, ""),
        (
            {"allergies": ["milk", "soya", "fish"]},
            "Most foods with calcium are left out for an allergy to milk.",
        ),
    ],
    ids=str,
)
async def test_calcium_note_names_only_what_stands_in_the_way(
    client: httpx.AsyncClient, person: Body, named: str
) -> None:
    plan = await planned(client, **person, goal="calcium", life_stages=["78"])
    notes = [note for note in plan["notes"] if "calcium" in note and "mg" in note]
    assert [note for note in notes if "Most foods with calcium" in note] == [
        note for note in notes if named and named in note
    ]
    assert not named or len(notes) == 1


async def test_trying_for_a_baby_is_no_pregnancy_for_exercise(client: httpx.AsyncClient) -> None:
    trying = await planned(client, life_stages=["trying for a baby"])
    pregnant = await planned(client, life_stages=["pregnant"])
    assert "exercise-pregnancy" in {one["slug"] for one in pregnant["cautions"]}
    assert "exercise-pregnancy" not in {one["slug"] for one in trying["cautions"]}


async def test_high_potassium_is_not_called_kidney_disease(client: httpx.AsyncClient) -> None:
    plan = await planned(client, conditions=["high potassium"])
    texts = [reason["text"] for one in plan["excluded"] for reason in one["because"]]
    texts += [one["sentence"] for one in plan["cautions"]] + plan["notes"]
    assert texts
    assert not any("kidney disease" in text.lower() for text in texts)


async def test_nobody_is_told_to_try_what_was_left_out(client: httpx.AsyncClient) -> None:
    plan = await planned(client, conditions=["lactose intolerance"], free_from=["lactose"])
    assert "lactose-intolerance" not in {one["slug"] for one in plan["cautions"]}
