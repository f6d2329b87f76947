"""Search over HTTP: hits, spelling variants, highlights and pagination."""

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import ReferenceResolver
from app.catalog.registry import KINDS
from app.features.search.schemas import SearchAnswer
from tests.features.search_requests import PLAIN, answer, every_page, key_of, keys, marked

FOUND: list[tuple[str, str]] = [
    ("kefir", "food-sources/kefir"),
    ("KEFIR?", "food-sources/kefir"),
    ("  kefir\n", "food-sources/kefir"),
    ("yoghurt", "food-sources/yogurt"),
    ("curd", "food-sources/yogurt"),
    ("dahi", "food-sources/yogurt"),
    ("ferment kimchis", "food-sources/kimchi"),
    ("kimc", "food-sources/kimchi"),
    ("saurkraut", "food-sources/sauerkraut"),
    ("sauer kraut", "food-sources/sauerkraut"),
    ("coumadin", "medicines/warfarin"),
    ("l. reuteri", "microbes/limosilactobacillus-reuteri"),
    ("celiac", "conditions/coeliac-disease"),
    ("coeliac", "conditions/coeliac-disease"),
]


@pytest.mark.parametrize(("text", "key"), FOUND)
async def test_common_queries_find_the_entry(client: httpx.AsyncClient, text: str, key: str) -> None:
    assert key in (await keys(client, text))[:3]


async def test_every_entry_of_every_kind_is_found_by_its_name(client: httpx.AsyncClient) -> None:
    listed = [entry for kind in KINDS for entry in (await answer(client, kind.path, limit=100))["data"]]
    missed = [
        key_of(entry)
        for entry in listed
        if key_of(entry) not in await keys(client, entry["name"], kind=entry["kind"], limit=5)
    ]
    assert len(listed) > 500
    assert missed == []


async def test_full_text_is_searched(client: httpx.AsyncClient) -> None:
    caution = (await answer(client, "cautions/warfarin-natto"))["data"]
    word = next(word for word in caution["why"].split() if len(word) > 6 and word.isalpha())
    pages = await every_page(client, f"{word} natto", kind="cautions", limit=100)
    assert "cautions/warfarin-natto" in [key_of(hit) for page in pages for hit in page["data"]]


async def test_no_hits_give_an_empty_list(client: httpx.AsyncClient) -> None:
    body = await answer(client, "search", q="zzzzqqqqxxxx")
    assert body["data"] == body["kinds"] == []
    assert body["page"] == {"total": 0, "limit": 20, "next": None}
    assert body["meta"]["clinically_reviewed"] is False
    assert (await answer(client, "search", q="?!"))["data"] == []


async def test_response_matches_the_schema(client: httpx.AsyncClient, catalog: Catalog) -> None:
    resolver = ReferenceResolver({key: one.name for key, one in catalog.stored.items()})
    for text in ("kefir", "calcium absorbtion", "curd", "zzzzqqqqxxxx"):
        response = await client.get("/v1/search", params={"q": text}, headers=PLAIN)
        SearchAnswer.model_validate_json(response.content, context=resolver)


async def test_misspelt_word_is_corrected(client: httpx.AsyncClient) -> None:
    wrong = await answer(client, "search", q="Calcium absorbtion")
    right = await answer(client, "search", q="Calcium absorption")
    assert wrong["did_you_mean"] == "Calcium absorption"
    assert right["did_you_mean"] is None
    assert wrong["data"][0]["href"] == right["data"][0]["href"]


async def test_highlight_ranges_are_in_code_points(client: httpx.AsyncClient) -> None:
    body = await answer(client, "search", q="dahi", limit=3)
    hit = body["data"][0]
    assert hit["found_as"] == "dahi"
    assert marked(hit["found_as"], hit["ranges"]["found_as"]) == ["dahi"]
    hit = (await answer(client, "search", q="bones yogurt", kind="claims"))["data"][0]
    assert hit["found_as"] is None
    assert [word.lower() for word in marked(hit["name"], hit["ranges"]["name"])] == ["yogurt", "bone"]
    for hit in (await answer(client, "search", q="kefirs bones", limit=100))["data"]:
        for field in ("name", "summary"):
            for word in marked(hit[field], hit["ranges"][field]):
                assert word.lower().startswith(("kefir", "bone", "skelet")), (field, word)


async def test_kind_counts_ignore_the_kind_filter(client: httpx.AsyncClient) -> None:
    every = await answer(client, "search", q="calcium")
    assert sum(row["count"] for row in every["kinds"]) == every["page"]["total"]
    order = [kind.path for kind in KINDS]
    assert [row["kind"] for row in every["kinds"]] == sorted(
        (row["kind"] for row in every["kinds"]), key=order.index
    )
    counts = {row["kind"]: row["count"] for row in every["kinds"]}
    some = await answer(client, "search", q="calcium", kind=["cautions", "nutrients"], limit=100)
    assert some["kinds"] == every["kinds"]
    assert some["page"]["total"] == counts["cautions"] + counts["nutrients"]
    assert {hit["kind"] for hit in some["data"]} == {"cautions", "nutrients"}


@pytest.mark.parametrize(("text", "kinds"), [("bone", []), ("calcium", ["cautions", "sources"]), ("vit", [])])
async def test_cursor_pages_have_no_gaps_or_duplicates(
    client: httpx.AsyncClient, text: str, kinds: list[str]
) -> None:
    whole = [hit for page in await every_page(client, text, kind=kinds, limit=100) for hit in page["data"]]
    assert len({key_of(hit) for hit in whole}) == len(whole) > 30
    for limit in (1, 7, 33):
        pages = await every_page(client, text, kind=kinds, limit=limit)
        assert {page["page"]["total"] for page in pages} == {len(whole)}
        assert [hit for page in pages for hit in page["data"]] == whole


async def test_cursor_of_another_search_is_invalid(client: httpx.AsyncClient) -> None:
    cursor = (await answer(client, "search", q="bone"))["page"]["next"]
    for query in ({"q": "gut"}, {"q": "bone", "kind": "terms"}):
        response = await client.get("/v1/search", params={**query, "cursor": cursor})
        assert response.status_code == 404
        assert [error["where"] for error in response.json()["errors"]] == ["query.cursor"]
    for broken in ("x", "ü", cursor[:-1], "OTk5OTk5OTk5LjAwMDAwMDAw"):
        assert (await client.get("/v1/search", params={"q": "bone", "cursor": broken})).status_code == 404


async def test_all_invalid_parameters_are_reported_together(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/search", params={"q": "bone", "kind": "cauton", "cursor": "x"})
    errors = {error["where"]: error for error in response.json()["errors"]}
    assert errors.keys() == {"query.kind", "query.cursor"}
    assert "cautions" in errors["query.kind"]["did_you_mean"]
    wrong: list[dict[str, str | int]] = [
        {},
        {"q": ""},
        {"q": "x" * 201},
        {"q": "x", "limit": 101},
        {"q": "x", "limt": 5},
    ]
    for query in wrong:
        for path in ("search", "suggest"):
            assert (await client.get(f"/v1/{path}", params=query)).status_code == 422


async def test_response_has_etag_and_gives_304(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/search", params={"q": "kefir", "limit": 2})
    again = await client.get("/v1/search?limit=2&q=kefir", headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["gutbone-release"] == first.json()["meta"]["release"]
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("does natto work", "claims"), ("is natto safe", "cautions"), ("kombucha risks", "cautions")],
)
async def test_claims_and_cautions_of_a_food_rank_right_after_it(
    client: httpx.AsyncClient, text: str, kind: str
) -> None:
    first, second, *_ = await keys(client, text)
    assert first.startswith("food-sources/")
    assert second.startswith(f"{kind}/")
