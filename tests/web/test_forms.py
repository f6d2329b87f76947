"""The plan and check forms agree with the API, and keep input out of URLs and caches."""

from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from app.vocabulary.safety import Severity
from app.web.explorer.assets import asset_url
from app.web.explorer.caution_groups import LEVELS
from tests.web.html_parser import Element, read

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PERSON = {
    "items_typed": "natto, kefir; moonstone",
    "medicines_typed": "coumadin",
    "conditions": ["hypertension"],
    "life_stages": ["older_adult"],
    "diet": "vegan",
    "allergies": ["soy", "milk"],
}
ASKED = {
    "items": ["natto", "kefir", "moonstone"],
    "medicines": ["coumadin"],
    "conditions": ["hypertension"],
    "life_stages": ["older_adult"],
    "diet": "vegan",
    "allergies": ["soy", "milk"],
}
HOSTILE = ['"><script>alert(1)</script>', "' onfocus='alert(1)", "\u202eevil", "w" * 300, "{{ 7 * 7 }}"]


async def sent(
    client: httpx.AsyncClient, path: str, fields: dict[str, Any]
) -> tuple[httpx.Response, Element]:
    """Send a form as a browser does, and return the answer and its page."""
    answer = await client.post(path, content=urlencode(fields, doseq=True), headers=FORM)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    return answer, read(answer.text)


async def test_check_form_shows_the_whole_api_response(client: httpx.AsyncClient) -> None:
    answer, page = await sent(client, "/check", PERSON)
    message = (await client.post("/v1/check", json=ASKED)).json()["data"]
    assert answer.status_code == 200
    flags = [one.attributes["data-slug"] for one in page.all("article", class_="caution")]
    expected = [*message["for_you"], *message["for_everyone"]]
    assert flags == [flag["slug"] for flag in expected]
    assert len(flags) > 3
    result = page.one("section", class_="result").text
    sentences = [message["summary"], *message["not_covered"], *(one["why"] for one in message["talk_to"])]
    sentences += [
        one["note"] for name in ("coverage", "diet_notes", "not_understood", "pairs") for one in message[name]
    ]
    sentences += [source["text"] for flag in expected for source in flag["sources"]]
    for sentence in sentences:
        assert " ".join(sentence.split()) in result
    for word in ("natto", "coumadin", "hypertension", "Older adult", "Vegan", "moonstone"):
        assert word in result


async def test_check_form_shows_the_danger_first(client: httpx.AsyncClient) -> None:
    fields = {
        "items_typed": "natto, yoghurt and prunes",
        "medicines_typed": "warfarin 3mg, ramipril 5mg and a water tablet",
        "conditions_typed": "high BP, thin bones, 78",
    }
    _, page = await sent(client, "/check", fields)
    first = next(iter(page.all("article", class_="caution")))
    assert first.attributes["data-slug"] == "warfarin-natto"


async def test_check_form_names_what_was_not_looked_up(client: httpx.AsyncClient) -> None:
    _, page = await sent(client, "/check", {"items_typed": "natto", "medicines_typed": "warfrin, apixoban"})
    result = page.one("section", class_="result").text
    assert "You typed warfrin. Did you mean warfarin?" in " ".join(result.split())
    assert "If you mean warfarin" in result


async def test_check_form_shows_the_cautions_of_two_near_names_together(client: httpx.AsyncClient) -> None:
    fields = {"items_typed": "spinnach", "medicines_typed": "warfrin"}
    _, page = await sent(client, "/check", fields)
    result = " ".join(page.one("section", class_="result").text.split())
    assert "If you mean spinach and warfarin" in result
    assert "No further caution" not in result
    assert [one.attributes["data-slug"] for one in page.all("article", class_="caution")] == [
        "warfarin-vitamin-k"
    ]


async def test_check_form_names_no_item_for_a_caution_that_holds_for_any_plan(
    client: httpx.AsyncClient,
) -> None:
    _, page = await sent(client, "/check", {"items_typed": "kefir", "life_stages_typed": "78"})
    result = " ".join(page.one("section", class_="result").text.split())
    assert "lost height" in result
    assert result.count("It is about Kefir.") == len(list(page.all("article", class_="caution"))) - 1


async def test_sheet_has_what_may_be_meant(client: httpx.AsyncClient) -> None:
    fields = {"items_typed": "spinnach", "medicines_typed": "warfrin"}
    _, page = await sent(client, "/check/sheet", fields)
    text = " ".join(page.text.split())
    assert "If you mean spinach and warfarin: If you take warfarin:" in text


async def test_check_form_asks_first_what_is_not_certain(client: httpx.AsyncClient) -> None:
    fields = {"items_typed": "kefir", "conditions_typed": "bad knees"}
    _, page = await sent(client, "/check", fields)
    result = " ".join(page.one("section", class_="result").text.split())
    assert result.index("Osteoarthritis. Is this what you have?") < result.index("For everyone (")


async def test_check_form_tells_what_is_certain_from_what_may_be_meant(client: httpx.AsyncClient) -> None:
    fields = {"items_typed": "yoghurt", "medicines_typed": "ramipril 5mg and a water tablet"}
    _, page = await sent(client, "/check", fields)
    said = "It concerns you because of ACE inhibitors, and perhaps because of Potassium-sparing diuretics."
    assert said in " ".join(page.one("section", class_="result").text.split())


async def test_form_keeps_submitted_values(client: httpx.AsyncClient) -> None:
    _, page = await sent(client, "/check", PERSON)
    ticked = [
        one.attributes["value"] for one in page.all("input", type="checkbox") if "checked" in one.attributes
    ]
    assert ticked == ["older_adult", "hypertension", "milk", "soy"]
    chosen = [one.attributes["value"] for one in page.all("option") if "selected" in one.attributes]
    assert chosen == ["vegan"]


async def test_plan_form_shows_the_api_plan_with_references(client: httpx.AsyncClient) -> None:
    fields = {
        "days": "3",
        "diet": "vegetarian",
        "conditions_typed": "high blood pressure",
        "free_from": ["soy"],
    }
    _, page = await sent(client, "/plan", fields)
    query: dict[str, str | int] = {
        "days": 3,
        "diet": "vegetarian",
        "conditions": "high blood pressure",
        "free_from": "soy",
    }
    plan = (await client.get("/v1/plan", params=query)).json()["data"]
    days = list(page.all("section", class_="day"))
    assert len(days) == len(plan["days"]) == 3
    for shown, day in zip(days, plan["days"], strict=True):
        cards = list(shown.all("li", class_="hit"))
        for card, item in zip(cards, day["items"], strict=True):
            for text in (item["entry"]["name"], item["text"], item["why"]["text"]):
                assert " ".join(text.split()) in card.text
            assert all(effect["text"] in card.text for effect in item["mind"])
            levels = {LEVELS[Severity.named(one["severity"])] for one in item["cautions"]}
            lines = [one.attributes["class"] for one in card.all("li")]
            assert set(lines) == {f"level-{level}" for level in levels}
        assert day["totals_text"] in shown.text
    excluded = {one["entry"]["name"] for one in plan["excluded"]}
    assert excluded <= {one.text for one in page.one("section", class_="result").all("strong")}
    references = list(page.all("ol"))[-1]
    assert len(list(references.all("li"))) > 5


@pytest.mark.parametrize(
    ("path", "fields", "message"),
    [
        ("/check", {}, "at least one food"),
        ("/check", {"items_typed": "kefir", "diet": "ghost"}, "how you eat"),
        ("/plan", {"days": "99"}, "the number of days"),
        ("/plan", {"days": "9" * 400}, "the number of days"),
        ("/plan", {"conditions_typed": "hypertensionn"}, "Did you mean hypertension"),
    ],
)
async def test_invalid_form_gives_422_with_messages(
    client: httpx.AsyncClient, path: str, fields: dict[str, str], message: str
) -> None:
    answer, page = await sent(client, path, fields)
    assert answer.status_code == 422
    assert message in page.one("div", role="alert").text


@pytest.mark.parametrize("path", ["/check", "/plan"])
@pytest.mark.parametrize("word", HOSTILE)
async def test_form_input_is_escaped(client: httpx.AsyncClient, path: str, word: str) -> None:
    answer, page = await sent(client, path, {"items_typed": word, "conditions_typed": word})
    assert answer.status_code in {200, 422}
    scripts = {"page.js", "about-me.js", "forms-steps.js", "forms-keep.js"}
    assert {one.attributes["src"] for one in page.all("script")} == set(map(asset_url, scripts))
    assert not [one for one in page.all() if any(name.startswith("on") for name in one.attributes)]
    typed = page.one("input", id="conditions-typed").attributes["value"]
    assert typed == word


@pytest.mark.parametrize("path", ["/check", "/plan"])
@pytest.mark.parametrize("body", [b"\xff\xfe", b"a" * 1000, b"&".join([b"x=1"] * 2000), b"{}", b""])
async def test_malformed_form_body_gives_no_500(client: httpx.AsyncClient, path: str, body: bytes) -> None:
    answer = await client.post(path, content=body, headers=FORM)
    assert answer.status_code in {200, 422}


@pytest.mark.parametrize("path", ["/check", "/plan"])
async def test_form_action_is_same_origin(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    form = read(answer.text).one("form", class_="asking").attributes
    assert (form["method"], form["action"], form["autocomplete"]) == ("post", path, "off")
    assert "form-action 'self'" in answer.headers["content-security-policy"]


async def test_sheet_has_what_was_said_found_and_not_understood(client: httpx.AsyncClient) -> None:
    _, page = await sent(client, "/check/sheet", PERSON)
    answer = (await client.post("/v1/check", json=ASKED)).json()["data"]
    text = page.one("main").text
    found = [one.attributes["data-slug"] for one in page.all("li") if "data-slug" in one.attributes]
    assert found == [flag["slug"] for flag in answer["for_you"]]
    for flag in answer["for_you"]:
        assert flag["sentence"] in text
        assert all(sign in text for sign in flag["urgent_signs"])
    for word in ("natto", "coumadin", "hypertension", "moonstone: not understood"):
        assert word in text.replace(" : ", ": ")


async def test_sheet_without_items_asks_again(client: httpx.AsyncClient) -> None:
    answer, page = await sent(client, "/check/sheet", {"medicines_typed": "warfarin"})
    assert answer.status_code == 422
    assert "at least one food" in page.one("div", role="alert").text
