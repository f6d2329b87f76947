"""The search page: the API's hits, with highlights, grades and cautions."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary.safety import Severity
from app.web.explorer.assets import asset_url
from app.web.explorer.caution_groups import LEVELS
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


async def headings_of_groups(client: httpx.AsyncClient, path: str) -> dict[str, str]:
    """Return the number in the heading of each group of cautions on the page of an entry."""
    groups = read((await client.get(path)).text).all("details", class_="caution-group")
    return {one.attributes["data-level"]: one.one("summary").text.split()[0] for one in groups}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_search_page_shows_api_hits_with_grades_and_cautions(
    client: httpx.AsyncClient, question: str
) -> None:
    received = (await client.get("/v1/search", params={"q": question, "limit": 30})).json()
    page = read((await client.get("/search", params={"q": question})).text)
    hits = list(page.all("li", class_="hit"))
    cards = {one.attributes["data-href"]: one for one in page.all("article", class_="answer-card")}
    assert [*cards] in ([], [hit["href"].removeprefix("/v1") for hit in received["data"][:1]])
    assert f"{received['page']['total']} page" in page.one("main").text
    meant = f"Did you mean {received['did_you_mean']} ?"
    assert (meant in page.one("main").text) == (received["did_you_mean"] is not None)
    for shown, hit in zip(hits, received["data"], strict=True):
        heading = shown.one("h3")
        assert next(heading.all("a")).attributes["href"] == hit["href"].removeprefix("/v1")
        assert "".join(heading.text.split()) == "".join(hit["name"].split())
        if hit["kind"] != "cautions":
            assert "".join(hit["summary"].split()) in "".join(shown.text.split())
        # The answer and the groups of the first result stand once: in its card.
        told = cards.get(hit["href"].removeprefix("/v1"), shown)
        answer = (await client.get(hit["href"])).json()["data"]["answer"]
        assert answer is None or answer["verdict_text"] in told.text
        assert told is shown or not list(shown.all("ul", class_="group-line"))
        if hit["kind"] != "cautions":
            lines = {one.attributes["class"].removeprefix("level-"): one.text for one in told.all("li")}
            counts = await headings_of_groups(client, hit["href"].removeprefix("/v1"))
            assert lines.keys() == {LEVELS[Severity.named(one["severity"])] for one in hit["cautions"]}
            assert all(lines[level].split()[0] == counts[level] for level in lines if level != "avoid")


async def test_first_result_answers_the_question(client: httpx.AsyncClient) -> None:
    page = read((await client.get("/search", params={"q": "kefir"})).text)
    answer = (await client.get("/v1/food-sources/kefir")).json()["data"]["answer"]
    card = page.one("article", class_="answer-card")
    assert card.one("h2").one("a", href="/food-sources/kefir").text == "Kefir"
    assert card.one("p", class_="question").text == "Does kefir help bone?"
    assert card.one("p", class_="verdict").text == answer["verdict_text"]


async def test_search_page_filters_by_kind(client: httpx.AsyncClient) -> None:
    page = read((await client.get("/search", params={"q": "milk", "kind": "cautions"})).text)
    cards = list(page.all("li", class_="hit"))
    assert cards
    assert all(next(card.one("h3").all("a")).attributes["href"].startswith("/cautions/") for card in cards)


@pytest.mark.parametrize("question", ["", "   ", *HOSTILE])
async def test_search_query_is_escaped(client: httpx.AsyncClient, question: str) -> None:
    answer = await client.get("/search", params={"q": question, "kind": question})
    assert answer.status_code == 200
    page = read(answer.text)
    scripts = [script.attributes["src"] for script in page.all("script")]
    assert scripts == [asset_url(name) for name in ("page.js", "about-me.js", "suggest.js")]
    assert page.one("input", id="q").attributes["value"] == question[:200].strip()


@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_highlight_parts_join_to_the_text(text: str, ends: list[int]) -> None:
    places = sorted({min(end, len(text)) for end in ends})
    spans = [{"start": a, "end": b} for a, b in zip(places[::2], places[1::2], strict=False)]
    parts = list(highlight_parts(text, spans))
    assert "".join(part for part, _ in parts) == text
    assert [part for part, asked in parts if asked] == [text[one["start"] : one["end"]] for one in spans]
