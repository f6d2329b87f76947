"""The search page: the API's hits, with highlights, grades and cautions."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.explorer.search_page import highlight_parts
from tests.web.html_parser import read

QUESTIONS = ["kefir", "keffir", "calcium absorbtion", "does natto go with warfarin", "xqzzwv", "milk"]
HOSTILE = [
    "<script>alert(1)</script>",
    "' onload='x",
    "\u202ekefir",
    "w" * 300,
    "{{ 7 * 7 }}",
    "%00",
    "NEAR(",
]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_search_page_shows_api_hits_with_grades_and_cautions(
    client: httpx.AsyncClient, question: str
) -> None:
    received = (await client.get("/v1/search", params={"q": question, "limit": 30})).json()
    page = read((await client.get("/search", params={"q": question})).text)
    cards = list(page.all("li", class_="card"))
    assert f"{received['page']['total']} entr" in page.one("main").text
    meant = f"Did you mean {received['did_you_mean']} ?"
    assert (meant in page.one("main").text) == (received["did_you_mean"] is not None)
    for card, hit in zip(cards, received["data"], strict=True):
        heading = card.one("h2")
        assert next(heading.all("a")).attributes["href"] == hit["href"].removeprefix("/v1")
        assert "".join(heading.text.split()) == "".join(hit["name"].split())
        assert "".join(hit["summary"].split()) in "".join(card.text.split())
        marks = ["".join(mark.text.split()) for mark in card.all("mark")]
        ranges = [(hit["name"], one) for one in hit["ranges"]["name"]]
        ranges += [(hit["found_as"], one) for one in hit["ranges"]["found_as"]]
        ranges += [(hit["summary"], one) for one in hit["ranges"]["summary"]]
        assert marks == ["".join(text[one["start"] : one["end"]].split()) for text, one in ranges]
        for caution in hit["cautions"]:
            assert caution["title"] in card.text
        grades = list(card.all("span", class_="grade"))
        assert len(grades) == len(hit["claims"]) + (hit["certainty"] is not None)


async def test_search_page_filters_by_kind(client: httpx.AsyncClient) -> None:
    page = read((await client.get("/search", params={"q": "milk", "kind": "cautions"})).text)
    cards = list(page.all("li", class_="card"))
    assert cards
    assert all(next(card.one("h2").all("a")).attributes["href"].startswith("/cautions/") for card in cards)


@pytest.mark.parametrize("question", ["", "   ", *HOSTILE])
async def test_search_query_is_escaped(client: httpx.AsyncClient, question: str) -> None:
    answer = await client.get("/search", params={"q": question, "kind": question})
    assert answer.status_code == 200
    page = read(answer.text)
    assert [script.attributes["src"] for script in page.all("script")] == ["/assets/suggest.js"]
    assert page.one("input", id="q").attributes["value"] == question[:200].strip()


@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_highlight_parts_join_to_the_text(text: str, ends: list[int]) -> None:
    places = sorted({min(end, len(text)) for end in ends})
    spans = [{"start": a, "end": b} for a, b in zip(places[::2], places[1::2], strict=False)]
    parts = list(highlight_parts(text, spans))
    assert "".join(part for part, _ in parts) == text
    assert [part for part, asked in parts if asked] == [text[one["start"] : one["end"]] for one in spans]
