"""A search corrects a misspelt word only by the rule of near names, and never a word that is right."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.catalog.catalog import Catalog
from app.features.recognition.name_index import name_index_of
from app.features.search.query_parser import parse_query
from app.features.search.search_index import search_index_of
from tests.features.search_requests import answer, keys
from tests.fixtures.cli import SEED

EVERYDAY_WORDS = Path(__file__).with_name("everyday_words.txt")
ERRORS_OF_EXAMPLES = {"absorbtion", "doseq", "ferrors", "limmit", "markexpr", "sevre", "systemd"}
"""Words of that file that are no words: the pages for developers show what becomes of an error."""

RIGHT = [
    *("fetal", "foetal", "anemia", "anaemia", "oedema", "edema", "color", "colour", "IGF1", "PMID 26655888"),
    *("breast feeding", "pre-biotic", "pro biotic", "anti-biotic", "st johns wort", "O'Brien", "vitamin B12"),
]
OTHER_MEDICINES = [
    *(
        "paracetamol",
        "lamotrigine",
        "cisplatin",
        "rasagiline",
        "oxycodone",
        "isoniazid",
        "furosemide",
        "Prozac",
    ),
    *(
        "hydralazine",
        "hydroxyzine",
        "methadone",
        "Losec",
        "haloperidol",
        "Imuran",
        "amphetamine",
        "lactulose",
    ),
]


async def corrected(client: httpx.AsyncClient, text: str) -> str | None:
    found: dict[str, Any] = await answer(client, "search", q=text, limit=1)
    did_you_mean: str | None = found["did_you_mean"]
    return did_you_mean


@pytest.mark.parametrize("text", RIGHT)
async def test_right_word_is_not_corrected(client: httpx.AsyncClient, text: str) -> None:
    assert await corrected(client, text) is None


@pytest.mark.parametrize("text", OTHER_MEDICINES)
async def test_medicine_is_not_corrected_to_another(client: httpx.AsyncClient, text: str) -> None:
    assert await corrected(client, text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("kefirr", "kefir"),
        ("warfrin", "warfarin"),
        ("osteoporsis", "osteoporosis"),
        ("calcium absorbtion", "calcium absorption"),
    ],
)
async def test_misspelt_name_is_corrected(client: httpx.AsyncClient, text: str, meant: str) -> None:
    assert await corrected(client, text) == meant


def test_everyday_words_are_not_corrected(catalog: Catalog) -> None:
    index, names = search_index_of(catalog), name_index_of(catalog)
    words = set(EVERYDAY_WORDS.read_text("utf-8").split()) - ERRORS_OF_EXAMPLES
    parsed = {word: parse_query(index, names, word).did_you_mean for word in words}
    assert {word: meant for word, meant in parsed.items() if meant} == {}


def test_look_alikes_are_not_corrected_to_each_other(catalog: Catalog) -> None:
    index, names = search_index_of(catalog), name_index_of(catalog)
    grammar = yaml.safe_load((SEED / "names" / "grammar.yaml").read_text("utf-8"))
    for pair in grammar["look_alikes"]:
        assert all(parse_query(index, names, name).did_you_mean is None for name in pair)


@pytest.mark.parametrize(
    ("one", "other"),
    [("faecal", "fecal"), ("paediatric", "pediatric"), ("oedema", "edema"), ("colour", "color")],
)
async def test_british_and_american_spelling_find_the_same(
    client: httpx.AsyncClient, one: str, other: str
) -> None:
    assert await keys(client, one, limit=20) == await keys(client, other, limit=20)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Prozac", "medicines/ssris"),
        ("Losec", "medicines/proton-pump-inhibitors"),
        ("monoamine oxidase inhibitors", "medicines/irreversible-maois"),
        ("coumadin 3mg", "medicines/warfarin"),
        ("keffir", "food-sources/kefir"),
        ("biotiful", "food-sources/kefir"),
        ("activia", "food-sources/yogurt"),
        ("MK7", "compounds/vitamin-k2-mk7"),
        ("C3102", "microbes/bacillus-subtilis-c-3102"),
        ("PMID: 26655888", "sources/tu-2015-kefir"),
        ("https://pubmed.ncbi.nlm.nih.gov/26655888/", "sources/tu-2015-kefir"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC6915361", "sources/ba-kimchi"),
        ("Fonnebo", "sources/emaus-2010-natto-capsules"),
    ],
)
async def test_search_finds_what_a_check_knows_by_any_name(
    client: httpx.AsyncClient, text: str, key: str
) -> None:
    assert (await keys(client, text, limit=3))[0] == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("sauer-kraut", "food-sources/sauerkraut"),
        ("kim chi", "food-sources/kimchi"),
        ("ke\u200bfir", "food-sources/kefir"),
        ("pre-biotic", "terms/prebiotic"),
        ("\u03b2-glucan", "compounds/beta-glucan"),
        ("post-menopausal", "terms/menopause"),
        ("keffir", "food-sources/kefir"),
        ("biotiful", "food-sources/kefir"),
        ("activia", "food-sources/yogurt"),
        ("MK7", "compounds/vitamin-k2-mk7"),
        ("Prozac", "medicines/ssris"),
    ],
)
async def test_suggest_knows_the_words_that_search_knows(
    client: httpx.AsyncClient, typed: str, key: str
) -> None:
    offered = (await answer(client, "suggest", q=typed))["data"]
    assert key in {f"{one['kind']}/{one['slug']}" for one in offered}
