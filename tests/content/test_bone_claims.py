"""Conditions and medicines that matter for bone say so with a claim."""

import json
import re

import pytest

from app.catalog.catalog import Catalog

SPEAKS_OF_BONE = [
    ("conditions/coeliac-disease", "bone-coeliac"),
    ("conditions/inflammatory-bowel-disease", "bone-bowel-inflammation"),
    ("conditions/crohn-disease", "bone-bowel-inflammation"),
    ("conditions/ulcerative-colitis", "bone-bowel-inflammation"),
    ("conditions/stricturing-crohn-disease", "bone-bowel-inflammation"),
    ("conditions/chronic-kidney-disease", "bone-kidney-disease"),
    ("conditions/ckd-stage-4-5", "bone-kidney-disease"),
    ("conditions/dialysis", "bone-kidney-disease"),
    ("conditions/lactose-intolerance", "bone-lactose-intolerance"),
    ("conditions/kidney-stones", "bone-calcium-tablet-harms"),
    ("conditions/weight-loss-surgery", "bone-weight-loss-surgery"),
    ("conditions/eating-disorder", "bone-eating-disorders"),
    ("conditions/hyperthyroidism", "bone-too-much-thyroid"),
    ("conditions/recent-falls", "bone-exercise-falls"),
    ("medicines/high-dose-corticosteroids", "bone-steroid-tablets"),
    ("medicines/levothyroxine", "bone-too-much-thyroid"),
    ("medicines/proton-pump-inhibitors", "bone-acid-blockers"),
    ("medicines/ssris", "bone-antidepressants"),
    ("medicines/aromatase-inhibitors", "bone-aromatase-inhibitors"),
    ("medicines/hormone-therapy", "bone-hormone-therapy"),
    ("medicines/alendronate", "bone-bisphosphonates"),
    ("medicines/denosumab", "bone-denosumab"),
    ("supplements/vitamin-d-supplement", "bone-vitamin-d-alone"),
    ("supplements/creatine-supplement", "bone-creatine"),
    ("supplements/collagen-supplement", "bone-collagen"),
]


@pytest.mark.parametrize(("key", "claim"), SPEAKS_OF_BONE)
def test_entry_carries_the_claim_on_bone(key: str, claim: str, catalog: Catalog) -> None:
    entry = json.loads(catalog.entry_json(key))

    assert claim in {one["slug"] for one in entry["claims"]}


OF_STONES = "conditions/kidney-stones"
"""Its claim is about what calcium tablets do to kidneys."""


@pytest.mark.parametrize("key", [key for key, _ in SPEAKS_OF_BONE if key != OF_STONES])
def test_entry_with_a_claim_on_bone_says_so_in_its_own_words(key: str, catalog: Catalog) -> None:
    entry = json.loads(catalog.entry_json(key))

    words = f"{entry['summary']} {entry.get('what_changes', '')}"
    assert re.search(r"\bbones?\b|fracture|\bhips?\b|\bfalls?\b", words), words


@pytest.mark.parametrize("slug", ["antiepileptics", "carbamazepine", "enzyme-inducing-antiepileptics"])
def test_medicines_without_a_claim_say_that_none_was_gathered(slug: str, catalog: Catalog) -> None:
    entry = json.loads(catalog.entry_json(f"medicines/{slug}"))

    assert entry["claims"] == []
    assert "No claim on bone was gathered here" in entry["summary"]
