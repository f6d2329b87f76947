"""The page of things side by side: every cell equals `/v1/compare`, and each caution stands once."""

from typing import Any

import httpx
import pytest

from app.texts.page_texts import page_texts
from app.web.explorer.template_filters import rounded
from tests.web.html_parser import Element, read

HTML = {"Accept": "text/html"}
TEXTS = page_texts()["compare"]


async def page_and_data(client: httpx.AsyncClient, items: str) -> tuple[Element, dict[str, Any]]:
    """Return a page, and what the API says of the same items."""
    answer = await client.get("/compare", params={"items": items}, headers=HTML)
    assert answer.status_code == 200
    data: dict[str, Any] = (await client.get("/v1/compare", params={"items": items})).json()
    return read(answer.text), data


@pytest.mark.parametrize(
    "items",
    [
        "food-sources/kefir,food-sources/yogurt,bone-foods/milk",
        "food-sources/natto,supplements/vitamin-k-supplement",
    ],
)
async def test_cells_equal_the_comparison(client: httpx.AsyncClient, items: str) -> None:
    page, body = await page_and_data(client, items)
    data = body["data"]
    assert data["note"] in page.text
    answers = list(page.all("tr", class_="answers"))
    own = [item["answer"] for item in data["items"]]
    expected = [own] if any(own) else []
    for outcome in data["outcomes"]:
        on = outcome["answered_for"]
        ids = [f"{item['kind']}/{item['slug']}" for item in data["items"]]
        expected.append([outcome["answer"] if one in on else None for one in ids])
        assert outcome["answer"]["sentence"] in page.text
    assert len(answers) == len(expected)
    for row, cells in zip(answers, expected, strict=True):
        for cell, answer in zip(row.all("td"), cells, strict=True):
            if answer is None:
                assert TEXTS["no_answer"] in cell.text
                continue
            assert cell.one("b").attributes["data-verdict"] == answer["verdict"]
            assert answer["verdict_text"] in cell.text
            assert f'data-certainty="{answer["certainty"]}"' in answer_certainty(cell)
    figures = {row.attributes["data-nutrient"]: row for row in page.all("tr", class_="figure")}
    assert figures.keys() == {row["nutrient"] for row in data["figures"]}
    for row in data["figures"]:
        found = list(figures[row["nutrient"]].all("td"))
        for cell, amount, percent in zip(found, row["amounts"], row["percents"], strict=True):
            shown = [one.attributes["value"] for one in cell.all("data")]
            assert shown == ([] if amount is None else [str(amount)])
            assert amount is None or f"{rounded(amount)} {row['unit']}" in cell.text
            shares = [one.attributes["data-percent"] for one in cell.all("b")]
            assert shares == ([] if percent is None else [str(percent)])


def answer_certainty(cell: Element) -> str:
    """Return the certainty that a cell shows, as it is written in the page."""
    marks = [one.attributes["data-certainty"] for one in cell.all("span", class_="sure")]
    return " ".join(f'data-certainty="{mark}"' for mark in marks)


async def test_each_caution_stands_once_with_its_items(client: httpx.AsyncClient) -> None:
    page, body = await page_and_data(client, "food-sources/kefir,food-sources/yogurt,bone-foods/milk")
    names = {f"{one['kind']}/{one['slug']}": one["name"] for one in body["data"]["items"]}
    shown = {one.attributes["data-slug"]: one for one in page.all("article", class_="caution")}
    assert len(shown) == len(list(page.all("article", class_="caution")))
    assert shown.keys() == {one["slug"] for one in body["data"]["cautions"]}
    for caution in body["data"]["cautions"]:
        line = next(one.text for one in shown[caution["slug"]].all("p") if TEXTS["on"] in one.text)
        assert {key for key, name in names.items() if name in line} == set(caution["items"])
        if len(caution["items"]) == 1:
            entry = (await client.get(f"/v1/{caution['items'][0]}")).json()["data"]
            sentences = {one["slug"]: one["sentence"] for one in entry["cautions"]}
            assert sentences[caution["slug"]] in shown[caution["slug"]].text


async def test_food_pages_link_to_it_and_the_form_keeps_the_choice(client: httpx.AsyncClient) -> None:
    page = read((await client.get("/food-sources/kefir", headers=HTML)).text)
    links = [one.attributes["href"] for one in page.all("a") if one.text == TEXTS["link"]]
    assert links == ["/compare?items=food-sources/kefir"]
    form = read((await client.get(links[0], headers=HTML)).text)
    chosen = [one.attributes["value"] for one in form.all("option") if "selected" in one.attributes]
    assert chosen == ["food-sources/kefir"]
    assert not list(form.all("table"))


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("food-sources/kefr,food-sources/yogurt", "food-sources/kefir"),
        ("claims/ff-kefir,food-sources/yogurt", TEXTS["wrong"]),
    ],
)
async def test_what_cannot_be_compared_is_said(client: httpx.AsyncClient, items: str, said: str) -> None:
    answer = await client.get("/compare", params={"items": items}, headers=HTML)
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    assert said in read(answer.text).one("main").text


async def test_unknown_name_is_escaped(client: httpx.AsyncClient) -> None:
    items = "food-sources/<img src=x>,food-sources/yogurt"
    answer = await client.get("/compare", params={"items": items}, headers=HTML)
    assert answer.status_code == 422
    assert not list(read(answer.text).all("img"))
