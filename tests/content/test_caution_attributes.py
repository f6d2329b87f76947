"""A caution that names an attribute applies to every food that has it, new ones too."""

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import Content, read_content
from app.content.validation import ContentError
from app.core.base_model import Model
from app.kinds.cautions import CautionFields, target_ids
from app.schemas.food import FoodFields
from tests.conftest import loaded_engine
from tests.features.reference_check import SEED, check

FROM_SOURCES = {("potassium_mg", 200), ("calcium_mg", 50)}
"""Limits of a serving that a source gives; every other one is said to be our own choice."""

LABNEH = SEED / "food-sources" / "yogurt.yaml"
SKYR = SEED / "food-sources" / "skyr.yaml"
"""A food whose figures are those of labels: 133 mg calcium and 159 mg potassium in 100 g at most."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the content."""
    return Path(shutil.copytree(SEED, tmp_path / "seed_data"))


def add_labneh(root: Path, **changes: Any) -> None:
    """Add a food with the figures of yogurt, which no caution names; None removes a field."""
    food = yaml.safe_load(LABNEH.read_text("utf-8"))
    for name in ("aliases", "article", "cautions", "codes", "food_table"):
        food.pop(name, None)
    food |= {"name": "Labneh", "food_table": {}} | changes
    food = {name: value for name, value in food.items() if value is not None}
    (root / "food-sources" / "labneh.yaml").write_text(yaml.safe_dump(food), "utf-8")


def mistakes(root: Path) -> list[tuple[str, str]]:
    """Return the fields of labneh that are refused, each with the message."""
    with pytest.raises(ContentError) as refused:
        read_content(root, KINDS)
    return [(issue.field, issue.message) for issue in refused.value.issues if "labneh" in issue.file]


def test_a_new_food_carries_the_cautions_of_its_attributes(root: Path) -> None:
    add_labneh(root, allergens=["milk"], forms=["unpasteurised"])

    catalog = read_catalog(loaded_engine(read_content(root, KINDS), "sqlite://"), KINDS)

    carried = {caution.slug for caution in catalog.entry("food-sources", "labneh").cautions}
    assert carried >= {
        "milk-allergy",
        "allergy-emergency",
        "levothyroxine-calcium-dairy",
        "alendronate-timing",
        "pregnancy-unpasteurised",
        "listeria-high-risk-raw-foods",
        "kidney-potassium-by-figure",
        "immunocompromised-probiotics",
        "red-flag-gi",
        "do-not-replace-osteoporosis-treatment",
    }
    assert carried.isdisjoint({"soy-allergy", "lithium-steady-salt", "raw-tempeh-salmonella"})


def test_a_label_figure_counts_where_no_food_table_has_the_food(root: Path) -> None:
    labels = yaml.safe_load(SKYR.read_text("utf-8"))
    fields = ("nutrients_per_100g", "nutrients_null_reasons", "nutrient_provenance", "label_figures")
    copied = {name: labels[name] for name in fields}
    add_labneh(root, allergens=["milk"], forms=[], calcium_uptake=None, **copied)

    catalog = read_catalog(loaded_engine(read_content(root, KINDS), "sqlite://"), KINDS)

    carried = {caution.slug for caution in catalog.entry("food-sources", "labneh").cautions}
    assert carried >= {"levothyroxine-calcium-dairy", "alendronate-timing", "raas-potassium"}
    assert carried.isdisjoint({"lithium-steady-salt", "kidney-phosphorus-by-figure"})


def test_a_food_with_milk_says_in_which_forms_it_comes(root: Path) -> None:
    add_labneh(root, allergens=["milk"], forms=None)

    assert [field for field, _ in mistakes(root)] == ["forms"]


def test_an_allergen_without_a_caution_is_refused(root: Path) -> None:
    add_labneh(root, allergens=["milk", "birch_pollen"])

    [(field, message)] = mistakes(root)
    assert field == "allergens"
    assert "birch_pollen" in message


GLUTEN_FREE = ["soy", "gluten", "fish", "alcohol"]


@pytest.mark.parametrize(
    ("changes", "field", "names"),
    [
        ({"allergens": ["milk", "wheat"], "free_from": GLUTEN_FREE}, "free_from", "coeliac-barley-wheat-rye"),
        ({"allergens": ["milk"], "free_from": ["soy", "fish"]}, "free_from", "coeliac-hidden-gluten"),
        ({"allergens": ["milk", "egg"]}, "allergens", "gutbone new cautions"),
        ({"allergens": ["milk", "wheat"], "free_from": GLUTEN_FREE}, "allergens", "coeliac-hidden-gluten"),
        ({"forms": ["contains_gluten"]}, "forms", "gutbone warn food-sources/labneh <caution>"),
        ({"forms": ["contains_gluten"]}, "forms", "coeliac-hidden-gluten"),
    ],
)
def test_a_caution_on_any_food_allergy_covers_neither_an_allergen_nor_gluten(
    root: Path, changes: dict[str, Any], field: str, names: str
) -> None:
    """`allergy-emergency` reaches every food with wheat, and says nothing of coeliac disease."""
    add_labneh(root, **changes)

    [message] = [message for place, message in mistakes(root) if place == field]
    assert names in message
    assert "uncovered" in message
    assert "allergy-emergency" not in message


def test_a_listed_caution_on_gluten_covers_wheat_and_gluten(root: Path) -> None:
    add_labneh(root, allergens=["milk", "wheat"], free_from=["soy", "fish"])
    path = root / "cautions" / "coeliac-barley-wheat-rye.yaml"
    caution = yaml.safe_load(path.read_text("utf-8"))
    caution["applies_to"]["foods"].append("food-sources/labneh")
    path.write_text(yaml.safe_dump(caution), "utf-8")

    catalog = read_catalog(loaded_engine(read_content(root, KINDS), "sqlite://"), KINDS)

    carried = {caution.slug for caution in catalog.entry("food-sources", "labneh").cautions}
    assert carried >= {"coeliac-barley-wheat-rye", "allergy-emergency", "milk-allergy"}


def test_gluten_may_be_uncovered_with_a_reason_and_only_where_there_may_be_any(root: Path) -> None:
    excepted = [{"value": "gluten", "because": "made-up reason"}]
    add_labneh(root, free_from=["soy", "fish"], uncovered=excepted)
    assert read_content(root, KINDS)

    add_labneh(root, free_from=GLUTEN_FREE, uncovered=excepted)
    assert [field for field, _ in mistakes(root)] == ["uncovered[0].value"]


def test_every_food_that_may_hold_gluten_warns_people_with_coeliac_disease(content: Content) -> None:
    documents: dict[str, Model] = {**content.documents}
    foods = {
        key
        for key, one in documents.items()
        if isinstance(one, FoodFields)
        and ("gluten" not in one.free_from or "wheat" in {*one.allergens, *one.allergens_possible})
    }
    warned = {
        food
        for one in models(content)
        if isinstance(one, CautionFields) and "coeliac-disease" in {who.slug for who in one.who.conditions}
        for food in target_ids(one)
    }
    assert len(foods) >= 15
    assert foods - warned == set()


def test_a_form_without_a_caution_is_refused(root: Path) -> None:
    add_labneh(root, forms=["cooked_and_stored"])

    [(field, message)] = mistakes(root)
    assert field == "forms"
    assert "cooked_and_stored" in message


def test_a_food_may_say_why_no_caution_is_needed(root: Path) -> None:
    because = "made-up reason"
    excepted = [{"value": value, "because": because} for value in ("birch_pollen", "raw")]
    add_labneh(root, allergens=["milk", "birch_pollen"], forms=["raw"], uncovered=excepted)

    assert read_content(root, KINDS)


def test_foods_listed_one_by_one_need_a_reason(root: Path) -> None:
    path = root / "cautions" / "maoi-tyramine.yaml"
    caution = yaml.safe_load(path.read_text("utf-8"))
    del caution["applies_to"]["listed_because"]
    path.write_text(yaml.safe_dump(caution), "utf-8")

    with pytest.raises(ContentError) as refused:
        read_content(root, KINDS)
    assert [issue.field for issue in refused.value.issues] == ["applies_to.listed_because"]


@pytest.mark.parametrize(
    ("allergy", "alarming"),
    [("milk", {"yogurt", "whole-wheat"}), ("fish", {"kimchi"}), ("wheat", {"kimchi", "whole-wheat"})],
)
async def test_an_allergy_alarm_is_for_foods_that_may_hold_the_allergen(
    client: httpx.AsyncClient, allergy: str, alarming: set[str]
) -> None:
    answer = await check(client, items=["yogurt", "kimchi", "whole-wheat"], allergies=[allergy])

    alarm = next(flag for flag in answer["for_you"] if flag["slug"] == "allergy-emergency")
    assert {item["slug"] for item in alarm["matched"]["items"]} == alarming


async def test_no_allergy_alarm_for_a_food_that_cannot_hold_the_allergen(client: httpx.AsyncClient) -> None:
    answer = await check(client, items=["yogurt", "kefir"], allergies=["sesame"])

    assert "allergy-emergency" not in {flag["slug"] for flag in answer["for_you"]}


def models(content: Content) -> list[Model]:
    """Return all documents, as models of any kind."""
    return list(content.documents.values())


def test_a_caution_by_figure_says_the_least_and_whose_choice_it_is(content: Content) -> None:
    cautions = [one for one in models(content) if isinstance(one, CautionFields)]
    limits = [
        (caution, one.figure)
        for caution in cautions
        for one in caution.applies_to.attributes
        if one.figure is not None
    ]
    assert len(limits) >= 20
    for caution, figure in limits:
        labels = [one.label for one in caution.numbers if f"{figure.at_least:g} " in one.value]
        assert labels, caution.action
        assert (
            any("own choice" in label for label in labels)
            or (figure.nutrient, figure.at_least) in FROM_SOURCES
        ), caution.action
