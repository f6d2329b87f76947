"""Synonyms of everyday words that no entry lists among its names."""

from collections.abc import Mapping

from app.features.search.tokenizer import Stems

SYNONYM_GROUPS = (
    "pregnant pregnancy expecting",
    "breastfeeding nursing lactation",
    "baby babies infant newborn toddler",
    "child children kid",
    "elderly older old senior",
    "bone skeletal skeleton",
    "gut intestine intestinal bowel",
    "bacteria bacterium microbe microbiota microbiome bug",
    "medicine medication drug",
    "pill tablet capsule supplement",
    "exercise workout movement",
    "fracture break broken",
    "danger dangerous risk risky harm harmful unsafe",
    "absorption absorb uptake",
    "lactose dairy",
    "menopause postmenopausal perimenopause",
    "osteoporosis osteoporotic",
    "spine spinal vertebra vertebral",
    "vitamin vit",
    "smoking smoker smoke cigarette tobacco",
    "alcohol wine beer spirits whisky whiskey vodka",
    "collagen gelatin gelatine",
    "constipation constipated",
    "evidence proof proven study trial research",
)


def synonyms(stems: Stems) -> Mapping[str, tuple[str, ...]]:
    """Return the synonymous stems, by stem."""
    groups = [tuple(dict.fromkeys(stems.of(group))) for group in SYNONYM_GROUPS]
    return {stem: tuple(other for other in group if other != stem) for group in groups for stem in group}
