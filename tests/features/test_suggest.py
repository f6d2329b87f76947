"""Suggestions over HTTP: completions of misspelt and unfinished words."""

import httpx
import pytest

from app.catalog.registry import KINDS
from app.features.search.schemas import SuggestAnswer
from tests.features.search_requests import PLAIN, answer, key_of, marked

OFFERED: list[tuple[str, str, str]] = [
    ("ke", "Kefir", "food-sources/kefir"),
    ("keff", "Kefir", "food-sources/kefir"),
    ("yogh", "yoghurt", "food-sources/yogurt"),
    ("DAH", "dahi", "food-sources/yogurt"),
    ("saurk", "Sauerkraut", "food-sources/sauerkraut"),
    ("vitamin d", "Vitamin D", "nutrients/vitamin-d"),
    ("coumad", "coumadin", "medicines/warfarin"),
    ("calcium absorb", "Calcium absorption", "outcomes/calcium-absorption"),
    ("calcuim abs", "Calcium absorption", "outcomes/calcium-absorption"),
    ("wind down in", "Wind down in the evening", "daily-actions/wind-down-in-the-evening"),
]


@pytest.mark.parametrize(("typed", "text", "key"), OFFERED)
async def test_suggest_completes_names(client: httpx.AsyncClient, typed: str, text: str, key: str) -> None:
    offered = (await answer(client, "suggest", q=typed))["data"]
    assert (text, key) in [(one["text"], key_of(one)) for one in offered[:5]]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("blood thinner", {"medicines/warfarin", "medicines/doacs", "medicines/heparins"}),
        ("water tablets", {"medicines/thiazide-diuretics", "medicines/loop-diuretics"}),
        ("arthritis", {"conditions/osteoarthritis", "conditions/rheumatoid-arthritis"}),
    ],
)
async def test_suggest_offers_all_that_an_ambiguous_word_may_mean(
    client: httpx.AsyncClient, typed: str, keys: set[str]
) -> None:
    for limit in (5, 10):
        offered = (await answer(client, "suggest", q=typed, limit=limit))["data"]
        assert keys <= set(map(key_of, offered))


@pytest.mark.full_suite
async def test_suggest_completes_the_last_word(client: httpx.AsyncClient) -> None:
    for kind in ("food-sources", "medicines", "conditions"):
        for entry in (await answer(client, kind, limit=100))["data"]:
            name = entry["name"]
            for length in range(3, len(name) + 1):
                if not name[length - 3 : length].isalpha():
                    continue
                offered = (await answer(client, "suggest", q=name[:length], kind=kind, limit=50))["data"]
                assert key_of(entry) in map(key_of, offered), name[:length]


async def test_suggest_returns_one_name_per_entry_up_to_the_limit(client: httpx.AsyncClient) -> None:
    offered = (await answer(client, "suggest", q="b"))["data"]
    assert len(offered) == len({key_of(one) for one in offered}) == 10
    assert len((await answer(client, "suggest", q="b", limit=50))["data"]) > 10
    some = (await answer(client, "suggest", q="b", limit=3, kind=["terms", "microbes"]))["data"]
    assert len(some) == 3
    assert {one["kind"] for one in some} <= {"terms", "microbes"}


async def test_suggest_response_matches_the_schema_and_marks_the_query(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/suggest", params={"q": "vitamin k2"}, headers=PLAIN)
    SuggestAnswer.model_validate_json(response.content)
    offered = (await answer(client, "suggest", q="vitamin k"))["data"]
    assert all("".join(marked(one["text"], one["ranges"])) for one in offered)
    first = next(one for one in offered if one["text"] == "Vitamin K")
    assert marked(first["text"], first["ranges"]) == ["Vitamin", "K"]
    kefir = (await answer(client, "suggest", q="kef"))["data"][0]
    assert marked(kefir["text"], kefir["ranges"]) == ["Kef"]


async def test_no_suggestions_give_an_empty_list(client: httpx.AsyncClient) -> None:
    for typed in ("zzzzqqqqxxxx", "?!", " "):
        body = await answer(client, "suggest", q=typed)
        assert body["data"] == []
        assert body["meta"]["release"]


async def test_unknown_kind_is_refused_with_suggestions(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/suggest", params={"q": "kefir", "kind": "food"})
    error = response.json()["errors"][0]
    assert (response.status_code, error["where"]) == (422, "query.kind")
    assert set(error["did_you_mean"]) <= {kind.path for kind in KINDS}
    assert "food-sources" in error["did_you_mean"]
