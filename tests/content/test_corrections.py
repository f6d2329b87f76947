"""Corrections of the content: what was wrong is nowhere in what is served, what is right is."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from app.catalog.catalog import Catalog

Served = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Correction:
    """One correction: phrases that are gone everywhere, and phrases that stand in an entry."""

    about: str
    wrong: tuple[str, ...]
    right: tuple[tuple[str, str], ...]


CORRECTIONS = (
    Correction(
        "each bone tablet has its own waiting time",
        (r"Gap between the tablet and food", r"about 30 minutes before food, sitting or standing"),
        (
            ("cautions/ibandronate-timing", "at least 60 minutes"),
            ("cautions/alendronate-timing", "at least 30 minutes"),
            ("cautions/risedronate-gastro-resistant-timing", "right after breakfast"),
            ("cautions/bisphosphonate-timing", "Ibandronate: at least 60 minutes"),
        ),
    ),
    Correction(
        "a pause of bone tablets is planned by a doctor",
        (),
        (
            ("medicines/bisphosphonates", "a doctor may plan a pause of tablets for people at low risk"),
            ("medicines/bisphosphonates", "Denosumab must not be stopped or delayed"),
        ),
    ),
    Correction(
        "probiotics for premature babies: what the World Health Organization says",
        (),
        (("cautions/preterm-infant-probiotics", "may be considered for babies born before 32 weeks"),),
    ),
    Correction(
        "kidney disease does not mean a limit on potassium by itself",
        (r"follow the kidney \(renal\) dietitian on potassium",),
        (("cautions/ckd-potassium", "Many people with early kidney disease need no change"),),
    ),
    Correction(
        "lithium is about salt, metformin not about fibre",
        (r"lithium is one to ask about", r"metformin is one to ask about"),
        (
            ("medicines/lithium", "Keep your usual amount of salt"),
            ("medicines/metformin", "Fibre in food is advised"),
        ),
    ),
    Correction(
        "natto is eaten by the pack",
        (r'"description":"1 cup","grams":175.0,"derived"',),
        (("food-sources/natto", '"serving":{"description":"1 pack","grams":40'),),
    ),
    Correction(
        "the energy of kimchi, as the table prints it",
        (),
        (("food-sources/kimchi", "prints 15 kcal"),),
    ),
    Correction(
        "traces of alcohol in ferments",
        (),
        (
            ("food-sources/sauerkraut", '"value":"alcohol","because":"bacteria of the ferment'),
            ("food-sources/kimchi", '"value":"alcohol","because":"bacteria of the ferment'),
            ("food-sources/tempeh", "traces possible from fermentation"),
            ("food-sources/natto", "traces possible from fermentation"),
            ("food-sources/yogurt", "traces possible from fermentation"),
        ),
    ),
    Correction(
        "flags agree with possible allergens",
        (),
        (
            ("prebiotics/whole-wheat", "possible in bread from shops"),
            ("food-sources/natto", "the sachet of sauce often holds fish stock"),
        ),
    ),
    Correction(
        "live microbes are a matter of heat after the ferment",
        (r"Hi \(>1e7 CFU/g\) when unpasteurised",),
        (("food-sources/yogurt", "The milk itself should be pasteurised"),),
    ),
    Correction(
        "no count from a paper that could not be identified",
        (r"220 million per gram",),
        (("food-sources/sauerkraut", "Counts also fall in storage"),),
    ),
    Correction(
        "trial sizes of probiotics and bone loss",
        (
            r"[Aa] few small trials",
            r"larger recent (trials|ones)",
            r"two larger recent",
            r"In small trials a few",
        ),
        (
            ("claims/research-bone-loss", "Of three with 239 to 286 women"),
            ("outcomes/bone-loss", "Of three with 239 to 286 women|of three with 239 to 286 women"),
            ("supplements/probiotic-supplement", "Of three with 239 to 286 women"),
            ("guide/research", "Of three with 239 to 286 women"),
        ),
    ),
    Correction(
        "dairy food in care homes",
        (r"no food or probiotic here is",),
        (
            ("daily-actions/yogurt-apart-from-morning-tablets", "One care-home trial found fewer"),
            ("claims/ff-yogurt", "0.67, range 0.48 to 0.93"),
            ("sources/iuliano-2021-dairy-care-homes", '"value":0.67'),
        ),
    ),
    Correction(
        "exercise: falls high, fractures low",
        (r"(probably )?leads to fewer (broken bones|breaks) from falls",),
        (
            ("claims/life-exercise", "prevent about a quarter of falls"),
            ("guide/lifestyle", "may prevent some broken bones"),
            ("activities/weight-bearing-exercise", "may lead to fewer broken bones"),
        ),
    ),
    Correction(
        "one trial of 101 women is not moderate",
        (r"training probably raises bone density",),
        (("claims/life-exercise", "may raise bone density at the lower spine"),),
    ),
    Correction(
        "advice to ask first is not graded",
        (r"probably prevents harm",),
        (("claims/supp-consult", "No study tested whether asking makes a difference"),),
    ),
    Correction(
        "trials of vitamin K2 disagree",
        (r"a trial of a vitamin taken from natto found no gain", r"the only fermented soy food"),
        (
            ("claims/ff-soy-context", "Trials of its vitamin K2 disagree"),
            ("compounds/vitamin-k2-mk7", "one of three years in 244 women"),
        ),
    ),
    Correction(
        "galacto-oligosaccharides after the menopause",
        (r"What they do after menopause, or to bone, is not known",),
        (
            (
                "compounds/galacto-oligosaccharides",
                "we found no trial in the pages we read until November 2026",
            ),
        ),
    ),
    Correction(
        "fibres and calcium in adolescents",
        (
            r"probably raises? calcium absorption in adolescents",
            r"In adolescents, inulin-type fibres or GOS probably",
            r"fibres probably raise the share that adolescents",
        ),
        (
            ("claims/research-calcium-absorption", "the body kept no more of it"),
            ("sources/tahiri-2003-scfos-calcium", "35.63%"),
        ),
    ),
    Correction(
        "agreement of experts",
        (r"There is no such agreement", r"There is no agreement that caring"),
        (("claims/consensus-unequivocal", "We found no agreement"),),
    ),
    Correction(
        "prescription of probiotics",
        (r"Nobody can prescribe a probiotic",),
        (
            ("guide/research", "sold as a medical food"),
            ("sources/sbd111-2025-synbiotic", "planned"),
        ),
    ),
    Correction(
        "raw and pasteurised sauerkraut",
        (r"only head-to-head", r"in one small trial raw and pasteurised versions eased"),
        (
            ("claims/ff-sauerkraut", "In two short trials"),
            ("daily-actions/sauerkraut-as-a-side", "of 34 and 87 people"),
        ),
    ),
    Correction(
        "gut bacteria and fractures in Finland",
        (r"In people the only hint",),
        (
            ("claims/gut-bone-axis", "0.92 times for each step"),
            ("compounds/butyrate", "Finnish study"),
        ),
    ),
    Correction(
        "definitions of words",
        (r'"definition":"People often feel better', r'"definition":"It matters most in pregnancy'),
        (
            ("terms/placebo", '"definition":"A dummy'),
            ("terms/postbiotic", "dead microbes, or of parts of them, that has a shown benefit"),
            ("terms/synbiotic", "made so that the mix has a shown benefit"),
        ),
    ),
    Correction(
        "not found is not none",
        (r"Nobody has counted fractures",),
        (
            (
                "microbes/limosilactobacillus-reuteri-atcc-pta-6475",
                "We found no trial that counted broken bones",
            ),
        ),
    ),
    Correction(
        "S. boulardii is a form of baker's yeast",
        (r"is a close relative that is used as a supplement",),
        (
            ("microbes/saccharomyces-boulardii", "Saccharomyces cerevisiae var. boulardii"),
            ("microbes/saccharomyces-boulardii", "may report it as S. cerevisiae"),
        ),
    ),
    Correction(
        "former names of strains",
        (),
        (
            ("microbes/limosilactobacillus-reuteri-gl-104", "Lactobacillus reuteri GL-104"),
            ("microbes/levilactobacillus-brevis-kabp052", "Lactobacillus brevis KABP052"),
        ),
    ),
    Correction(
        "an example from press reports",
        (r"1\.105 for hip fracture; the figure was read in press reports",),
        (("terms/hazard-ratio", "0.67: about a third fewer"),),
    ),
    Correction(
        "counts of live microbes",
        (r"between 1 and 50 billion", r"often hold 1 to 50 billion"),
        (
            (
                "supplement-guidance/understand-colony-forming-units",
                "1 to 10 billion per dose, some 50 billion",
            ),
            ("terms/colony-forming-unit", "more is not shown to be better"),
        ),
    ),
    Correction("whole grains", (), (("claims/pre-whole-grains", '"direction":"insufficient"'),)),
    Correction(
        "what prebiotics are",
        (r"Prebiotics are fibres that feed gut bacteria",),
        (("guide/prebiotics", "not every fibre is one"),),
    ),
    Correction(
        "side effects with their interval",
        (),
        (
            ("sources/wang-x-2026-meta", '"ci95_low":0.86,"ci95_high":1.23'),
            ("claims/supp-safety", "1.03, range 0.86 to 1.23"),
        ),
    ),
    Correction(
        "probiotics and irritable bowel",
        (),
        (("claims/supp-when", "US bowel specialists suggest against probiotics"),),
    ),
    Correction(
        "bone medicines take longer words than half an hour",
        (),
        (("sources/ibandronate-us-label", "at least 60 minutes"),),
    ),
)


@pytest.fixture(scope="module")
def bodies(catalog: Catalog) -> dict[str, str]:
    """Return everything that is served, as JSON, by `<kind>/<slug>` or `guide/<section>`."""
    entries = {
        key: catalog.entry_json(key).decode()
        for kind in catalog.entries_by_kind
        for key in catalog.keys(kind)
    }
    sections = {f"guide/{section.slug}": json.dumps(list(section.text)) for section in catalog.guide}
    return entries | sections


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda correction: correction.about)
def test_what_was_wrong_is_gone_and_what_is_right_is_served(
    bodies: dict[str, str], correction: Correction
) -> None:
    for phrase in correction.wrong:
        assert [key for key, body in bodies.items() if re.search(phrase, body)] == [], phrase
    for key, phrase in correction.right:
        assert any(part in bodies[key] for part in phrase.split("|")), (key, phrase)


def test_grades_that_corrections_changed(catalog: Catalog) -> None:
    exercise = json.loads(catalog.entry_json("claims/life-exercise"))
    calcium = json.loads(catalog.entry_json("claims/research-calcium-absorption"))
    asking = json.loads(catalog.entry_json("claims/supp-consult"))

    assert [part["certainty"] for part in exercise["parts"]] == ["high", "moderate", "low", "low"]
    assert [part["certainty"] for part in calcium["parts"][:2]] == ["low", "very_low"]
    assert calcium["parts"][1]["direction"] == "mixed"
    assert (asking["certainty"], asking["direction"], asking["basis"]) == (
        "not_graded",
        "insufficient",
        "consensus",
    )


def test_upgraded_claims_give_their_figures(catalog: Catalog) -> None:
    claims = [json.loads(catalog.entry_json(key)) for key in catalog.keys("claims")]
    upgraded = {claim["slug"]: claim for claim in claims if claim["upgraded_for"]}

    assert {slug: claim["upgraded_for"] for slug, claim in upgraded.items()} == {
        "bone-steroid-tablets": "dose_response",
        "bone-low-weight": "large_effect",
    }
    assert {claim["certainty"] for claim in upgraded.values()} == {"moderate"}
    assert all(
        re.search(r"\d", claim["upgrade_reason"]) or "63" in claim["upgrade_reason"]
        for claim in upgraded.values()
    )
    assert all(claim["upgrade_reason"] is None for claim in claims if claim["slug"] not in upgraded)


def test_the_scorecard_counts_the_verdicts_of_the_article(catalog: Catalog) -> None:
    article = json.loads(catalog.entry_json("articles/gut-and-bones"))

    assert article["scorecard"] == {
        "statements": 39,
        "supported": 4,
        "partly_supported": 14,
        "overstated": 13,
        "unsupported": 8,
    }
    other = json.loads(catalog.entry_json("articles/probiotics-and-weight-loss"))
    assert other["scorecard"] is None


def test_the_guide_begins_with_what_is_certain_and_ends_with_what_is_not_known(catalog: Catalog) -> None:
    sections = [section.slug for section in catalog.guide]

    assert (sections[0], sections[-1]) == ("what_protects_bone", "not_known")
    assert all(any("verdict" in text for text in section.text) for section in catalog.guide)


def test_no_ferment_with_traces_of_alcohol_is_free_from_it(catalog: Catalog) -> None:
    for slug in ("sauerkraut", "kimchi", "kefir", "water-kefir", "fermented-pickles"):
        assert "alcohol" not in json.loads(catalog.entry_json(f"food-sources/{slug}"))["free_from"], slug


def test_cautions_reach_the_people_that_the_second_record_names(catalog: Catalog) -> None:
    reached = {
        slug: (*caution["reaches"]["conditions"], *caution["reaches"]["medicines"])
        for slug in catalog.slugs("cautions")
        for caution in [json.loads(catalog.entry_json(f"cautions/{slug}"))]
    }

    assert {"blood-cancer", "jak-inhibitors", "chemotherapy"} <= {*reached["s-boulardii-yeast-fungaemia"]}
    assert {"cancer", "diabetes", "dialysis"} <= {*reached["listeria-high-risk-raw-foods"]}
    assert {"doacs", "heparins", "warfarin"} <= {*reached["garlic-supplement-bleeding"]}
    assert {"trimethoprim", "aliskiren", "ace-inhibitors"} <= {*reached["raas-potassium"]}
    assert {"intravenous-bisphosphonates", "serms-for-bone"} <= {
        *reached["do-not-replace-osteoporosis-treatment"]
    }


def test_oats_are_no_food_rich_in_potassium(catalog: Catalog) -> None:
    carried = {one["slug"] for one in json.loads(catalog.entry_json("prebiotics/oats"))["cautions"]}

    assert carried.isdisjoint({"ckd-potassium", "kidney-potassium-by-figure", "raas-potassium"})
