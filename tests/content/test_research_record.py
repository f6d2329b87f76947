"""Every figure, grade, stance and caution is served as in the research record.

Without the record beside the checkout only the counts are tested.
"""

import json
import re
from typing import Any

import pytest
import yaml

from app.catalog.catalog import Catalog
from app.core.references import FOOD_KINDS
from tests.content.research_record import (
    ROOT,
    cautions,
    claims,
    effect,
    foods,
    keys,
    needs_record,
    numbers_in,
    pages,
    portions,
    published,
    record,
    slugs,
    studies,
)

Served = dict[str, dict[str, Any]]

AT_LEAST = {
    "mechanisms": 4,
    "outcomes": 3,
    "food-sources": 22,
    "prebiotics": 46,
    "bone-foods": 21,
    "supplement-guidance": 7,
    "supplements": 7,
    "activities": 5,
    "lifestyle-tips": 7,
    "daily-actions": 15,
    "cautions": 128,
    "conditions": 94,
    "medicines": 101,
    "claims": 88,
    "sources": 250,
    "articles": 4,
    "terms": 25,
    "microbes": 25,
    "compounds": 10,
    "nutrients": 6,
}


@pytest.fixture(scope="module")
def served(catalog: Catalog) -> Served:
    """Return every entry as it is served, with the details of its figures, by `<kind>/<slug>`."""
    return {
        key: json.loads(catalog.entry_json(key)) | catalog.stored[key].fields()
        for kind in catalog.entries_by_kind
        for key in catalog.keys(kind)
    }


def refs(references: list[dict[str, str]]) -> list[str]:
    return [f"{reference['kind']}/{reference['slug']}" for reference in references]


def with_narrower(served: Served, keys: list[str]) -> set[str]:
    """Return `keys` and every entry of which one of them is the broader: a caution reaches it as well."""
    narrower = {key for key, entry in served.items() if {*refs(entry.get("broader", []))} & {*keys}}
    return {*keys, *narrower}


def names(references: list[dict[str, str]]) -> list[str]:
    return [reference["slug"] for reference in references]


@pytest.mark.parametrize("kind", AT_LEAST)
def test_there_are_enough_entries_of_every_kind(kind: str, catalog: Catalog) -> None:
    assert len(catalog.entries_by_kind[kind]) >= AT_LEAST[kind]


def figures(food: dict[str, Any]) -> dict[str, Any]:
    reasons = food["nutrients_null_reasons"]
    return {
        "per 100 g": food["nutrients_per_100g"],
        "why null": {name for name, reason in reasons.items() if reason},
    }


@needs_record
def test_every_nutrient_figure_is_served_and_every_null_has_its_reason(served: Served) -> None:
    assert len(foods()) == 89
    for food in foods():
        entry = served[keys()[food["id"]]]
        assert figures(entry) == figures(food), food["id"]
        nulls = {name for name, figure in food["nutrients_per_100g"].items() if figure is None}
        assert figures(entry)["why null"] == nulls, food["id"]
        extra = food["nutrient_provenance"].get("vitamin_k2_mk7", {}).get("value_ug_per_100g")
        assert ((entry["nutrient_provenance"]["extra_figure"] or {}).get("value")) == extra


@needs_record
def test_every_variant_is_served_with_its_figures(served: Served) -> None:
    for food in foods():
        recorded = {variant["label"]: figures(variant) for variant in food.get("variants", ())}
        entry = served[keys()[food["id"]]]
        assert {variant["label"]: figures(variant) for variant in entry["variants"]} == recorded, food["id"]


@needs_record
def test_the_figures_of_a_serving_follow_from_its_weight(served: Served) -> None:
    for food in foods():
        per_serving = served[keys()[food["id"]]]["nutrients_per_serving"]
        grams = food["serving"]["grams"]
        assert (per_serving is None) is (grams is None)
        for name, figure in (per_serving or {}).items():
            of_100_g = food["nutrients_per_100g"][name]
            assert (figure is None) is (of_100_g is None)
            assert figure is None or figure == pytest.approx(of_100_g * grams / 100, abs=0.00006)


LIVE_AS_EATEN = {"buttermilk": "depends", "doenjang": "no"}
"""Where the record says two things, the one of the ferment itself."""


@needs_record
def test_servings_tables_and_codes_of_foods_are_served(served: Served) -> None:
    for food in foods():
        entry, codes = served[keys()[food["id"]]], food["codes"]
        ferments = food.get("fermentation", {"live_as_sold_code": None})
        assert entry["serving"]["grams"] == food["serving"]["grams"]
        assert entry["serving"]["other"] == food["serving"].get("other", [])
        assert entry["serving"]["derived"] is bool(food["serving"].get("derived"))
        assert entry["sodium"]["mg_per_serving"] == food["sodium"]["mg_per_serving"]
        assert entry["sodium"]["percent_of_2300_mg"] == food["sodium"].get("percent_of_2300_mg")
        assert entry["sodium"]["level"] == food["sodium"]["level"] == codes["sodium"]
        assert entry["fodmap"]["level"] == codes["fodmap"]
        assert entry.get("live_as_eaten") == LIVE_AS_EATEN.get(food["id"], codes["live"])
        assert entry.get("live_as_sold") == ferments["live_as_sold_code"]
        for name in ("diets", "free_from", "allergens", "allergens_possible"):
            assert set(entry[name]) == set(codes[name]), (food["id"], name)
        for name in ("fdc_id", "ndb_no"):
            assert entry["food_table"][name] == food["usda"].get(name), (food["id"], name)


@needs_record
def test_every_doubt_flag_and_caution_of_a_food_is_served(served: Served) -> None:
    for food in foods():
        entry = served[keys()[food["id"]]]
        doubts = {(doubt["field"], doubt["value"] or "") for doubt in entry["doubts"] if doubt["because"]}
        assert doubts == {doubt["code"].partition(": ")[::2] for doubt in food["codes_doubtful"]}, food["id"]
        flags = {
            flag["flag"]: (names(flag["sources"]), flag["verification"]) for flag in entry["dietary_flags"]
        }
        assert flags.keys() == food["dietary_flags"].keys()
        for name, (sources, verification) in flags.items():
            behind = food["flag_sources"].get(name, {"source_ids": [], "verification": "general_knowledge"})
            assert sources == slugs(behind["source_ids"]), (food["id"], name)
            assert verification == behind["verification"], (food["id"], name)
        key = keys()[food["id"]]
        corrected = {one["id"] for one in cautions() if food["id"] not in one["applies_to"]["foods"]}
        corrected |= {caution for caution, without in NO_ALLERGEN.items() if key in without}
        assert set(food["caution_ids"]) - corrected <= set(names(entry["cautions"])), food["id"]


@needs_record
def test_every_amount_of_a_compound_is_served(served: Served) -> None:
    for food in foods():
        amounts = [
            (held["amount_min"], held["amount_max"])
            for held in served[keys()[food["id"]]].get("compounds", ())
        ]
        grams = [held["g_per_100g"] or {} for held in food.get("prebiotics", ())]
        assert amounts == [
            (one.get("min", one.get("value")), one.get("max", one.get("value"))) for one in grams
        ]


@needs_record
def test_label_figures_and_calcium_uptake_are_served(served: Served) -> None:
    for food in foods():
        entry = served[keys()[food["id"]]]
        labels = food.get("branded_label_figures")
        assert (entry["label_figures"] is None) is (labels is None), food["id"]
        if labels is not None:
            found = {
                one["nutrient"]: (one["products"], one["median"], one["lowest"], one["highest"])
                for one in entry["label_figures"]["figures"]
            }
            recorded = {
                name: (one["n"], one["median"], one["min"], one["max"])
                for name, one in labels["figures"].items()
                if one is not None
            }
            assert (entry["label_figures"]["products"], found) == (labels["products"], recorded), food["id"]
        uptake = food.get("calcium_availability")
        assert (entry["calcium_uptake"] is None) is (uptake is None), food["id"]
        if uptake is not None:
            held = entry["calcium_uptake"]
            assert held["percent"] == uptake["fractional_absorption_percent"], food["id"]
            assert names(held["sources"]) == slugs(uptake["source_ids"]), food["id"]
            assert held["verification"] == uptake["verification"], food["id"]


@needs_record
def test_the_portion_of_every_food_is_served(served: Served) -> None:
    for food in foods():
        portion, recorded = served[keys()[food["id"]]]["portion"], portions()[food["id"]]
        inulin, fermentable = portion["inulin"], recorded["fermentable"]
        assert portion["grams"] == recorded["plan_portion"]["grams"], food["id"]
        assert portion["start_grams"] == recorded["start_with_g"], food["id"]
        assert portion["max_grams_per_day"] == recorded["max_per_day_g"], food["id"]
        assert portion["fermentable"] == fermentable["kind"], food["id"]
        assert [inulin[name] for name in ("per_100g", "per_portion", "per_start", "per_day")] == [
            fermentable[f"inulin_upper_g_{name}"] for name in ("per_100g", "portion", "start", "max_day")
        ], food["id"]
        assert portion["texture"] == recorded["texture"], food["id"]
        assert portion["narrowed_bowel"] == recorded["narrowed_bowel"], food["id"]
        assert [option["texture"] for option in portion["texture_options"]] == [
            option["texture"] for option in recorded["texture_can_be"]
        ], food["id"]
        assert len(portion["forms_not_for_children"]) == len(recorded["not_for_child_forms"]), food["id"]
        assert (portion["left_out_of_plans"] is None) is recorded["in_plan_by_default"], food["id"]
        limit, most = portion["weekly_limit"], recorded.get("max_portions_per_week")
        assert (limit and limit["portions"]) == (most and most["value"]), food["id"]


@needs_record
def test_the_figures_of_a_portion_are_those_recorded(served: Served) -> None:
    bases = {"usda": "food_table", "branded_label_median": "label_median", None: None}
    for food in foods():
        entry, recorded = served[keys()[food["id"]]], portions()[food["id"]]
        assert entry["nutrients_per_portion_basis"] == bases[recorded["per_portion_basis"]], food["id"]
        for name, figure in recorded["per_portion"].items():
            given = entry["nutrients_per_portion"][name]
            assert (given is None) is (figure is None), (food["id"], name)
            assert figure is None or given == pytest.approx(figure, abs=0.56), (food["id"], name)


def test_every_food_has_its_two_lines(served: Served) -> None:
    for kind in FOOD_KINDS:
        for entry in (one for key, one in served.items() if key.startswith(f"{kind}/")):
            assert 0 < len(entry["bottom_line"]) <= 90
            assert 0 < len(entry["gut_bottom_line"]) <= 90


@needs_record
def test_the_emoji_of_every_food_is_served(served: Served) -> None:
    first = {one["id"]: one["emoji"] for one in record("foods-2")["first_record_additions"]}
    for food in foods():
        assert served[keys()[food["id"]]]["emoji"] == food.get("emoji", first.get(food["id"])), food["id"]


SAME_NAME = (
    *("type", "title", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid", "n"),
    *("evidence_base", "design", "synthesis_of", "retraction_status"),
)
OTHER_NAME = {"ibandronate-us-label", "lambert-2017-red-clover-probiotic", "jones-2013-vitd"}
"""Studies whose author line is cut: an author in brackets, and initials from memory."""


@needs_record
def test_every_study_is_served_as_recorded(served: Served) -> None:
    for study in studies():
        entry = served[f"sources/{study['id']}"]
        assert {name: entry[name] for name in SAME_NAME} == {
            name: published(study, name) for name in SAME_NAME
        }, study["id"]
        if study["id"] not in OTHER_NAME:
            assert entry["first_author"] == published(study, "first_author"), study["id"]
        if published(study, "journal") is None:
            assert entry["journal"] is None, study["id"]
        assert entry["doi_unconfirmed"] == study.get("doi_unconfirmed")
        assert entry["direction"] == study["direction_code"]
        assert entry["url"] == study["publish_url"]
        for name in ("status", "level", "numbers_seen", "title_seen"):
            assert entry["verification"][name] == study["verification"][name], study["id"]


CORRECTED = {("wang-x-2026-meta", "adverse events"): {"ci95": [0.86, 1.23]}}
"""Figures that a correction added."""


def _without_pages(text: str | None) -> str | None:
    """Return a text without a word on how the record was made."""
    return text and text.replace("not on the page seen", "not seen")


@needs_record
def test_figures_of_studies_are_served_only_where_they_were_seen(served: Served) -> None:
    for study in studies():
        entry = served[f"sources/{study['id']}"]
        seen = study["effects"] if study["verification"]["numbers_seen"] else []
        expected = [
            effect(recorded | CORRECTED.get((study["id"], recorded["measure"]), {})) for recorded in seen
        ]
        expected = [one | {"value_text": _without_pages(one["value_text"])} for one in expected]
        assert [{name: one[name] for name in effect({})} for one in entry["effects"]] == expected, study["id"]


COMPASS = "https://doi.org/10.1053/j.gastro.2019.05.056"
"""Named in the README of the record, and a study of the product."""


@needs_record
def test_no_link_is_served_but_those_that_may_be(served: Served) -> None:
    allowed = {study["publish_url"] for study in studies()} | {COMPASS}
    allowed |= {
        page["official"] for page in record("evidence-2")["reference_sources"] if "official" in page["level"]
    }
    allowed |= {page["url"] for page in pages().values() if page["publish_link"]}
    links = {
        link for entry in served.values() for link in re.findall(r"https?://[^\s\"\\]+", json.dumps(entry))
    }

    assert links <= allowed
    for slug, page in pages().items():
        if page["same_as"] is None and f"sources/{slug}" in served:
            assert served[f"sources/{slug}"]["url"] == (page["url"] if page["publish_link"] else None), slug


ADDED_LATER = {
    "bone-acid-blockers": [("moayyedi-2019-compass", "contradicts")],
    "consensus-unequivocal": [
        ("billington-2023-probiotic-review", "contradicts"),
        ("clnesp-2025-null-meta", "contradicts"),
        ("yu-2021-bmjopen-meta", "qualifies"),
    ],
}
"""Evidence that a correction or the README of the record adds."""

OTHER_PARTS = {"life-exercise", "research-calcium-absorption"}
"""Claims whose parts a correction replaced."""


@needs_record
def test_every_claim_is_served_with_its_grade_parts_and_evidence(served: Served) -> None:
    additions = record("evidence-2")["evidence_additions"]
    assert len(claims()) == 88
    for claim in claims():
        slug, entry = claim["id"], served[f"claims/{claim['id']}"]
        assert entry["article_verdict"] == claim["verdict"], slug
        for name in ("basis", "about", "scope", "directness", "population"):
            assert entry[name] == claim[name], (slug, name)
        assert (entry["certainty"], entry["direction"]) == (claim["grade"], claim["direction_code"]), slug
        evidence = [(item["source"]["slug"], item["stance"]) for item in entry["evidence"]]
        added = [(item["study"], item["stance"]) for item in additions if item["claim"] == slug]
        recorded = [(item["study"], item["stance"]) for item in claim["evidence"]]
        assert evidence == [*recorded, *added, *ADDED_LATER.get(slug, [])], slug
        parts = [
            (part["about"], part["direction"], part["certainty"], names(part["sources"]))
            for part in entry["parts"]
        ]
        if slug not in OTHER_PARTS:
            assert parts == [
                (part["about"], part["direction_code"], part["certainty"], part["studies"])
                for part in claim["parts"]
            ], slug


ASKED_PLAINLY = {
    "gut-fibre-calcium-teens": "Do prebiotic fibres help teenagers take in calcium?",
    "gut-newest-probiotic-trials": "Do probiotic supplements help bone?",
}
"""Claims whose question is put as a reader would, not as the record does."""


@needs_record
def test_new_fields_of_claims_are_served(served: Served) -> None:
    for claim in record("evidence-2")["claims"]:
        entry = served[f"claims/{claim['id']}"]
        assert entry["name"] == ASKED_PLAINLY.get(claim["id"], claim["title"])
        assert entry["name"].endswith("?")
        assert entry["contrary_search"]
        recorded, given = claim["absolute_effect"], entry["absolute_effect"]
        assert (given is None) is (recorded is None), claim["id"]
        if recorded is not None:
            low, high = recorded["ci95"] or (None, None)
            assert (given["ci95_low"], given["ci95_high"]) == (low, high), claim["id"]
            for name in ("per", "over", "baseline", "difference"):
                assert given[name] == recorded[name], (claim["id"], name)
            assert given["source"]["slug"] == recorded["source"]


@needs_record
def test_every_reference_value_is_served(served: Served) -> None:
    slugs_of = {"vitamin D": "vitamin-d", "vitamin K": "vitamin-k", "salt": "sodium"}
    authorities = {"IOM/NASEM (US, Canada)": "iom", "EFSA (EU)": "efsa", "SACN/COMA (UK)": "uk"}
    rows = record("evidence-2")["reference_values"]
    found = {
        (nutrient, one["authority"], one["group"], one["sex"], one["type"], one["amount"], one["amount_to"])
        for nutrient in {slugs_of.get(row["nutrient"], row["nutrient"]) for row in rows}
        for one in served[f"nutrients/{nutrient}"]["reference_values"]
    }
    expected = set()
    for row in rows:
        low, _, high = str(row["amount"]).partition("-")
        amount = None if row["amount"] is None else float(low)
        nutrient = slugs_of.get(row["nutrient"], row["nutrient"])
        group = (nutrient, authorities[row["authority"]], row["group"], row["sex"], row["kind"])
        expected.add((*group, amount, float(high) if high else None))
    assert found == expected
    assert len(rows) == 124
    assert len({nutrient for nutrient, *_ in found}) == 9


DOI = r"10\.\d{4,}/[^\s;)'\"]+"


@needs_record
def test_no_doi_is_served_that_no_record_holds(served: Served) -> None:
    recorded = {study["doi"] for study in studies()} | {COMPASS.removeprefix("https://doi.org/"), None}
    recorded |= {study.get("doi_unconfirmed") for study in studies()}
    given = {
        entry[name]
        for key, entry in served.items()
        if key.startswith("sources/")
        for name in ("doi", "doi_unconfirmed")
    }
    written = {doi for page in pages().values() for doi in re.findall(DOI, str(page))}
    assert given <= recorded | written
    assert {study["doi"] for study in studies()} <= given


NO_ALLERGEN = {"allergy-emergency": {"prebiotics/banana", "prebiotics/kiwifruit"}}
"""Foods that can set off a latex allergy and hold no allergen of the alarm; `latex-banana` names them."""

USABLE = {*FOOD_KINDS, "supplements", "activities"}
NO_LONGER_SERIOUS = {"fracture-red-flag"}
"""Cautions that a correction made mere information, which need not be displayed."""

SUPERSEDED_SINCE = {
    "calcium-carbonate-acid-reducers": [
        "calcium-supplement-high-calcium",
        "calcium-supplement-kidney-stones",
        "calcium-supplement-digoxin",
    ],
    "fibre-increase-slowly": [
        "bowel-stricture-fibre",
        "gastroparesis-fibre",
        "ileostomy-fibre",
        "short-bowel-d-lactate",
    ],
    "hypertension-sodium": ["lithium-steady-salt"],
    "ibs-fodmap": [
        "coeliac-barley-wheat-rye",
        "milk-allergy",
    ],
    "inulin-tolerance": ["psyllium-water-and-medicines"],
    "kombucha-acid-teeth": ["kombucha-alcohol"],
    "lactose-intolerance": ["milk-allergy", "galactosaemia-milk-and-fermented-soy"],
    "linezolid-tyramine": [
        "maoi-tyramine",
        "maoi-aged-cheese-yeast-extract",
        "maoi-tyramine-ask-first",
        "selegiline-patch-tyramine",
    ],
    "listeria-high-risk-raw-foods": ["mould-ripened-cheese"],
    "pregnancy-unpasteurised": ["mould-ripened-cheese"],
    "transplant-raw-and-unpasteurised": ["mould-ripened-cheese"],
}
"""Cautions that stand back for a closer one, written since the record."""

NOW_A_WIDER_CONDITION = {"inflammatory bowel disease", "ibd"}
"""Words that stood for two conditions before the wider one had an entry."""


SOFT_LIVE_DAIRY = ("skyr", "quark", "buttermilk", "lassi", "cottage-cheese")
NOT_SHARED = {
    # Its own FODMAP level, sugar or lactose decides.
    *{("ibs-fodmap", food) for food in ("green-banana", "fermented-pickles")},
    *{("lactose-intolerance", food) for food in ("lactose-free-milk", "brie")},
    ("diabetes-added-sugar", "green-banana"),
    # It may go through a narrowed bowel, and is no whole grain.
    ("narrow-bowel-raw-and-stringy", "rice-cooled"),
    ("fibre-increase-slowly", "sourdough-bread"),
    # About prunes alone; the attribute of fermented foods gives it; units disagree on yogurt and milk alone.
    ("prunes-laxative-sugar", "figs-dried"),
    *{("do-not-replace-osteoporosis-treatment", food) for food in ("buttermilk", "cottage-cheese")},
    *{("neutropenia-yogurt", food) for food in (*SOFT_LIVE_DAIRY, "lactose-free-milk")},
}
"""Cautions that a food does not share with the food it is a kind of."""


@needs_record
def test_foods_share_the_cautions_of_the_food_they_are_a_kind_of(served: Served) -> None:
    slugs = {key.partition("/")[2]: key for key in served if key.partition("/")[0] in FOOD_KINDS}
    bridge = record("names")["items"]["foods_2_bridge"]["entries"]
    pairs = [
        (slugs[food["slug"]], slugs["cheddar" if wider == "aged-cheese" else wider])
        for food in bridge
        for wider in food["broader_for_cautions"]
    ]
    assert len(pairs) >= 18
    files = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))
        for path in (ROOT / "seed_data" / "cautions").glob("*.yaml")
    }
    not_shared = {
        (slug, food.partition("/")[2])
        for slug, caution in files.items()
        for food, wider in pairs
        if wider in caution["applies_to"].get("foods", ())
        and food not in caution["applies_to"]["foods"]
        and not any("figure" in one for one in caution["applies_to"].get("attributes", ()))
    }
    assert not_shared == NOT_SHARED


@needs_record
def test_every_caution_has_its_recorded_scope(served: Served) -> None:
    assert len(cautions()) == 128
    by_slug = {key.partition("/")[2]: key for key in served if key.partition("/")[0] in USABLE}
    for caution in cautions():
        entry, applies, who = served[f"cautions/{caution['id']}"], caution["applies_to"], caution["who"]
        named = [name for kind in applies.values() for name in kind]
        held = entry["applies_to"]
        reached = with_narrower(served, refs([*held["foods"], *held["supplements"], *held["activities"]]))
        scoped = {by_slug[name] for name in named if name in by_slug}
        without = NO_ALLERGEN.get(caution["id"], set())
        decided_by_figure = bool((caution.get("numeric_rule") or {}).get("field"))
        assert decided_by_figure or scoped - without <= reached, caution["id"]
        demanding = {
            food["id"] for food in record("foods-2")["foods"] if caution["id"] in food["caution_ids"]
        }
        by_figure = any(attribute["figure"] for attribute in held["attributes"])
        listed = {keys()[food] for food in demanding} & served.keys() - without
        assert by_figure or listed <= reached, caution["id"]
        assert (entry["severity"], entry["kind_of"]) == (caution["severity"], caution["kind_of"]), caution[
            "id"
        ]
        assert entry["must_display"] is caution["must_display"] or caution["id"] in NO_LONGER_SERIOUS
        assert held["any_activity"] is ("any" in applies["activities"])
        assert entry["form"] == caution["condition_code"], caution["id"]
        scope = {by_slug[name] for name in caution["condition_scope"] or () if name in by_slug}
        assert scope <= set(refs(entry["form_scope"])), caution["id"]
        closer = [*(caution.get("superseded_by") or []), *SUPERSEDED_SINCE.get(caution["id"], [])]
        assert names(entry["superseded_by"]) == closer, caution["id"]
        for name in ("life_stages", "allergies"):
            assert sorted(entry["who"][name]) == sorted(who[name]), caution["id"]
        for name in ("conditions", "medicines"):
            assert sorted(names(entry["who"][name])) == sorted(who[name]), caution["id"]
        sources = [(item["source"]["slug"], item["verification"]) for item in entry["sources"]]
        expected = [(*slugs([item["id"]]), item["verification"]) for item in caution["sources"]]
        assert sources[: len(expected)] == expected, caution["id"]
        assert entry["verification"] == caution["verification"]
        assert len(entry["urgent_signs"]) >= len(caution.get("urgent_signs") or ()), caution["id"]


@needs_record
def test_every_number_of_a_caution_is_served(served: Served) -> None:
    for caution in record("cautions")["cautions"]:
        received = numbers_in(json.dumps(served[f"cautions/{caution['id']}"]["numbers"]))
        for value in caution.get("numbers", {}).values():
            assert numbers_in(value) <= received, caution["id"]


@needs_record
@pytest.mark.parametrize("kind", ["conditions", "medicines", "supplements", "activities"])
def test_everyone_and_everything_that_cautions_name_is_served(kind: str, served: Served) -> None:
    for named in record("cautions")[kind]:
        if named["slug"] == "any":
            continue
        entry = served[f"{kind}/{named['slug']}"]
        for words in ("synonyms", "examples"):
            missing = set(named.get(words, ())) - set(entry.get(words, ()))
            assert missing <= NOW_A_WIDER_CONDITION, named["slug"]
        assert entry.get("synonyms_source") == named.get("synonyms_source"), named["slug"]


@needs_record
def test_broader_conditions_and_medicines_are_those_of_the_record(served: Served) -> None:
    held = record("names")
    for kind, named in (("conditions", held["conditions"]), ("medicines", held["medicine_classes"])):
        for one in named:
            entry = served.get(f"{kind}/{one['slug']}")
            if entry is None:
                assert kind == "medicines"
                assert not one["cautions_reached"], one["slug"]
                continue
            wider = [*one["broader"], *one.get("implies_conditions", ())]
            wider = [
                item if isinstance(item, dict) else {"slug": item, "certainty": "certain"} for item in wider
            ]
            certain = {item["slug"] for item in wider if item["certainty"] == "certain"}
            possible = {item["slug"] for item in wider if item["certainty"] == "may_apply"}
            assert {*names(entry["broader"]), *names(entry.get("implies_conditions", ()))} == certain
            assert set(names(entry["may_imply_conditions"])) == possible, one["slug"]


READ_TWICE = {
    "cautions": ("cautions-2", "cautions"),
    "claims": ("evidence-2", "claims"),
    "sources": ("evidence-2", "studies"),
    "food-sources": ("foods-2", "foods"),
    "prebiotics": ("foods-2", "foods"),
    "bone-foods": ("foods-2", "foods"),
}
"""By kind: the file and the list of the record whose items say what a second reader changed."""


@needs_record
def test_second_reading_stands_only_where_the_record_has_one(served: Served) -> None:
    recorded = {
        f"{kind}/{item.get('slug') or item['id']}": item["second_reader"][:10]
        for kind, (file, part) in READ_TWICE.items()
        for item in record(file)[part]
        if item.get("second_reader")
    }
    marked = {key: one["review"] for key, one in served.items() if one["review"]["second_read"]}
    expected = {key: {"by": None, "read_on": day} for key, day in recorded.items() if key in served}

    assert {key: review["second_read"] for key, review in marked.items()} == expected
    assert {review["status"] for review in marked.values()} == {"second_read"}
    assert {key for key, one in served.items() if one["review"]["status"] == "second_read"} == marked.keys()
    assert len(marked) > 50
