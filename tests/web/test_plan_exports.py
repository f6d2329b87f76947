"""A plan as files: its calendar file, shopping list and text equal the plan."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.core.references import FOOD_KINDS
from app.features.plan.plan_exports import MAX_OCTETS, folded
from app.texts.page_texts import page_texts
from tests.web.html_parser import read

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CHOICES = {"days": "7", "goal": "calcium", "seed": "3"}
PERSON = {"conditions_typed": "osteoporosis", "medicines_typed": "warfarin", "life_stage_typed": "78"}
FIRST_DAY = date(2028, 2, 26)

Body = dict[str, Any]


async def planned(client: httpx.AsyncClient, **more: str) -> Body:
    """Return the plan that the API makes for the same choices."""
    answer = await client.get("/v1/plan", params=CHOICES | more)
    assert answer.status_code == 200, answer.text
    data: Body = answer.json()["data"]
    return data


async def calendar(client: httpx.AsyncClient, fields: dict[str, str]) -> httpx.Response:
    """Send the form of the calendar file."""
    return await client.post("/plan/calendar", content=urlencode(fields), headers=FORM)


async def test_calendar_opens_in_a_parser_with_the_days_of_the_plan(client: httpx.AsyncClient) -> None:
    plan = await planned(client)
    answer = await calendar(client, CHOICES | {"start": FIRST_DAY.isoformat()})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].endswith('filename="gutbone-plan.ics"')
    file = Calendar.from_ical(answer.content)
    events = list(file.walk("VEVENT"))
    assert not [event.errors for event in events if event.errors]
    assert len({str(event["UID"]) for event in events}) == len(events)
    titles: dict[date, list[str]] = {}
    for event in events:
        start = event.decoded("DTSTART")
        assert event.decoded("DTEND") - start == timedelta(days=1)
        titles.setdefault(start, []).append(str(event["SUMMARY"]))
    assert list(titles) == [FIRST_DAY + timedelta(days=day["day"] - 1) for day in plan["days"]]
    for day in plan["days"]:
        found = " / ".join(titles[FIRST_DAY + timedelta(days=day["day"] - 1)])
        for item in day["items"]:
            is_food = item["entry"]["kind"] in FOOD_KINDS
            name = f"{item['entry']['name']} - " if is_food else ""
            assert name + item["text"].removesuffix(".") in found
    for line in answer.content.split(b"\r\n"):
        assert len(line) <= MAX_OCTETS


async def test_titles_name_no_condition_and_no_medicine(client: httpx.AsyncClient) -> None:
    answer = await calendar(client, CHOICES | PERSON | {"start": "2028-02-26"})
    assert answer.status_code == 200
    titles = [str(event["SUMMARY"]).lower() for event in Calendar.from_ical(answer.content).walk("VEVENT")]
    assert titles
    assert not [title for title in titles if "osteoporosis" in title or "warfarin" in title]
    for word in ("osteoporosis", "warfarin"):
        assert word not in answer.text.replace("\r\n ", "").lower()


async def test_shopping_list_equals_the_foods_of_the_plan(client: httpx.AsyncClient) -> None:
    plan = await planned(client)
    page = read((await client.post("/plan", content=urlencode(CHOICES), headers=FORM)).text)
    grams: dict[str, float] = {}
    for item in (item for day in plan["days"] for item in day["items"]):
        if item["entry"]["kind"] in FOOD_KINDS:
            key = f"{item['entry']['kind']}/{item['entry']['slug']}"
            grams[key] = grams.get(key, 0) + item["portion_g"]
    lines = {one.attributes["data-food"]: one.text for one in page.all("li") if "data-food" in one.attributes}
    assert lines.keys() == grams.keys()
    for key, line in lines.items():
        assert f"{grams[key]:g} g" in line


async def test_text_to_copy_has_every_step(client: httpx.AsyncClient) -> None:
    plan = await planned(client)
    page = read((await client.post("/plan", content=urlencode(CHOICES), headers=FORM)).text)
    text = page.one("textarea").text
    for day in plan["days"]:
        assert page_texts()["plan"]["day"].format(day=day["day"]) in text
        for item in day["items"]:
            assert item["text"].removesuffix(".") in text


@pytest.mark.parametrize("start", ["", "tomorrow", "2028-02-30", "9999-12-31", "'\"><script>"])
async def test_calendar_without_a_first_day_gives_the_plan_and_what_to_do(
    client: httpx.AsyncClient, start: str
) -> None:
    answer = await calendar(client, CHOICES | {"start": start})
    assert (answer.status_code, answer.headers["cache-control"]) == (422, "no-store")
    page = read(answer.text)
    assert page_texts()["plan"]["no_first_day"] in page.one("div", class_="mistakes").text
    assert len(list(page.all("section", class_="day"))) == int(CHOICES["days"])


async def test_calendar_of_sample_content_is_a_file(sample_client: httpx.AsyncClient) -> None:
    answer = await calendar(sample_client, {"days": "2", "start": "2028-02-26"})
    assert answer.status_code == 200
    assert list(Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_calendar_of_an_unknown_word_is_refused(client: httpx.AsyncClient) -> None:
    fields = CHOICES | {"medicines_typed": "zzqxv", "start": "2028-02-26"}
    answer = await calendar(client, fields)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=300))
def test_folded_lines_are_short_and_hold_the_text(text: str) -> None:
    parts = folded(text).split("\r\n")
    assert all(len(part.encode()) <= MAX_OCTETS for part in parts)
    assert "".join([parts[0], *(part[1:] for part in parts[1:])]) == text
