"""About me: kept in the browser, matched there, never sent; the check's own matches are the right ones."""

import json
import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, ViewportSize

from tests.browser.page_visits import PageVisit, visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

PERSON = {"age": "78", "conditions_typed": "osteoporosis", "medicines_typed": "warfarin 3mg nocte"}
ASKED = {"life_stages": ["78"], "conditions": ["osteoporosis"], "medicines": ["warfarin 3mg nocte"]}
PATIENCE = 15_000
WIDE: ViewportSize = {"width": 900, "height": 844}
PHONE: ViewportSize = {"width": 390, "height": 844}


async def told(visit: PageVisit, **answers: str) -> None:
    """Answer the questions of About me."""
    await visit.page.goto(f"{visit.origin}/about-me")
    await visit.page.set_viewport_size(WIDE)
    await visit.page.locator("#about-me-form").wait_for(timeout=PATIENCE)
    for name, text in answers.items():
        await visit.page.locator(f"[name={name}]").first.fill(text)
    await visit.page.locator("#about-me-form").evaluate("(form) => form.requestSubmit()")
    await visit.page.locator("#about-me-result").wait_for(timeout=PATIENCE)
    await visit.page.set_viewport_size(PHONE)


async def concerning(visit: PageVisit, path: str) -> list[str]:
    """Return the cautions that a page shows as concerning the reader."""
    await visit.page.goto(visit.origin + path)
    await visit.page.locator("[data-about-me] button").wait_for(timeout=PATIENCE)
    found: list[str] = await visit.page.evaluate(
        """[...document.querySelectorAll("[data-danger] .caution, [data-concerns] .caution")]
           .map((one) => one.dataset.slug)"""
    )
    return found


@pytest.mark.parametrize("path", ["food-sources/kefir", "food-sources/natto", "prebiotics/prunes"])
async def test_page_shows_what_the_check_finds_for_the_reader(
    browser: Browser, address: str, client: httpx.AsyncClient, path: str
) -> None:
    async with visit_page(browser, address, "/") as visit:
        await told(visit, **PERSON)
        shown = await concerning(visit, f"/{path}")
        answer = (await client.post("/v1/check", json={"items": [path], **ASKED})).json()["data"]
        entry = (await client.get(f"/v1/{path}")).json()["data"]
        on_page = {line["slug"] for line in entry["cautions"]}
        expected = {flag["slug"] for flag in answer["for_you"]} & on_page
        assert expected == set(shown)
        assert len(shown) == len(set(shown))
        visit.assert_clean()


async def test_natto_shows_the_danger_of_warfarin_in_the_card(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/") as visit:
        await told(visit, **PERSON)
        assert (await concerning(visit, "/food-sources/natto"))[0] == "warfarin-natto"
        danger = visit.page.locator(".answer-card [data-danger]")
        box = await danger.bounding_box()
        assert box is not None
        assert box["y"] < 300
        assert (
            "If you take warfarin: do not eat natto unless your clinic says so" in await danger.inner_text()
        )
        assert "Have it if you like" not in await visit.page.locator("main").inner_text()
        assert await visit.violations_in_both_themes() == []


async def test_nothing_is_sent_or_written_into_an_address(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/") as visit:
        sent: list[str] = []
        visit.page.on("request", lambda one: sent.append(f"{one.method} {one.url} {one.post_data or ''}"))
        await told(visit, **PERSON)
        await concerning(visit, "/food-sources/natto")
        await concerning(visit, "/check")
        # Whole words: a port or the version of a script may hold the same figures.
        assert not [one for one in sent if re.search(r"warfarin|osteop|\b78\b", one, re.IGNORECASE)]
        assert all(one.startswith("GET ") for one in sent)


async def test_words_that_are_not_understood_are_named(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/") as visit:
        await told(visit, medicines_typed="blorbin 5 mg, no warfarin, coumadin")
        text = await visit.page.locator("#about-me-result").inner_text()
        understood, _, unknown = text.partition("We did not understand this")
        assert "coumadin" in understood.lower()
        assert "blorbin" in unknown
        assert "no warfarin" in unknown


async def test_medicine_without_a_caution_on_the_food_is_said_to_be_unrecorded(
    browser: Browser, address: str
) -> None:
    async with visit_page(browser, address, "/") as visit:
        await told(visit, medicines_typed="warfarin")
        await concerning(visit, "/food-sources/kefir")
        text = await visit.page.locator(".nothing-found").inner_text()
        assert "warfarin: nothing is recorded here about kefir" in text


async def test_answers_are_kept_only_on_request_and_forgotten_by_a_button(
    browser: Browser, address: str
) -> None:
    async with visit_page(browser, address, "/") as visit:
        await told(visit, **PERSON)
        assert await visit.page.evaluate("localStorage.length") == 0
        stored: dict[str, Any] = json.loads(await visit.page.evaluate("sessionStorage['gutbone-about-me']"))
        assert [one["given"] for one in stored["told"]] == ["osteoporosis", "warfarin", "78"]
        await concerning(visit, "/food-sources/kefir")
        await visit.page.locator("[data-about-me] button").click()
        await visit.page.get_by_role("link", name="show what concerns me").wait_for(timeout=PATIENCE)
        assert await visit.page.evaluate("sessionStorage.length + localStorage.length") == 0


async def test_other_cautions_stay_folded_and_each_is_there_once(browser: Browser, address: str) -> None:
    everyone = "[...document.querySelectorAll('.caution')].map((one) => one.dataset.slug)"
    async with visit_page(browser, address, "/food-sources/kefir") as visit:
        before = await visit.page.evaluate(everyone)
        await told(visit, **PERSON)
        await concerning(visit, "/food-sources/kefir")
        after = await visit.page.evaluate(everyone)
        assert sorted(after) == sorted(before)
        assert await visit.page.locator(".caution-group[open]").count() == 0


async def test_browser_that_keeps_nothing_says_so_and_breaks_no_page(browser: Browser, address: str) -> None:
    refuse = """for (const name of ["sessionStorage", "localStorage"]) {
      Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
    }"""
    async with visit_page(browser, address, "/") as visit:
        await visit.page.add_init_script(refuse)
        await told(visit, medicines_typed="warfarin")
        said = await visit.page.locator("#about-me-result .mistakes").inner_text()
        assert "keeps nothing" in said
        await visit.page.goto(f"{address}/food-sources/natto")
        assert await visit.page.locator("[data-danger]").is_hidden()
        visit.assert_clean()


async def test_cautions_name_the_reader_and_nobody_else(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/") as visit:
        await told(visit, **PERSON)
        assert "listeria-high-risk-raw-foods" in await concerning(visit, "/food-sources/kefir")
        listeria = visit.page.locator("[data-concerns] [data-slug=listeria-high-risk-raw-foods]")
        text = await listeria.locator(".sentence").inner_text()
        assert text.startswith("If you are an older adult: ")
        assert "trying for a baby" not in await listeria.inner_text()


async def test_diet_is_filled_in_where_a_form_asks_for_it(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/about-me", viewport=WIDE) as visit:
        await visit.page.locator("#about-me-form").wait_for(timeout=PATIENCE)
        await visit.page.select_option("#pick-diet", "vegan")
        await visit.page.locator("#about-me-form").evaluate("(form) => form.requestSubmit()")
        await visit.page.locator("#about-me-result").wait_for(timeout=PATIENCE)
        assert "vegan" in await visit.page.locator("#about-me-result").inner_text()
        for path in ("/plan", "/check"):
            await visit.page.goto(address + path)
            await visit.page.locator("[data-about-me] button").wait_for(timeout=PATIENCE)
            await visit.page.wait_for_function("document.getElementById('pick-diet').value === 'vegan'")
        await visit.page.goto(f"{address}/food-sources/kefir")
        await visit.page.locator("[data-about-me] button").wait_for(timeout=PATIENCE)
        assert await visit.page.locator(".nothing-found").count() == 0
        visit.assert_clean()


async def test_weights_are_shown_in_ounces_where_the_reader_chose_them(
    browser: Browser, address: str, client: httpx.AsyncClient
) -> None:
    portion = (await client.get("/v1/food-sources/kefir")).json()["data"]["portion"]
    async with visit_page(browser, address, "/food-sources/kefir") as visit:
        weights = visit.page.locator("main [data-ounces]")
        assert f"{portion['grams']:g} g" in await weights.all_text_contents()
        await visit.page.goto(f"{visit.origin}/about-me")
        await visit.page.locator("#about-me-form").wait_for(timeout=PATIENCE)
        await visit.page.locator("[name=units]").evaluate("(select) => { select.value = 'ounces'; }")
        await visit.page.locator("#about-me-form").evaluate("(form) => form.requestSubmit()")
        await visit.page.locator("#about-me-result").wait_for(timeout=PATIENCE)
        for path in ("/food-sources/kefir", "/compare?items=food-sources/kefir,food-sources/yogurt"):
            await visit.page.goto(visit.origin + path)
            await visit.page.locator("[data-about-me] button").wait_for(timeout=PATIENCE)
            shown = await visit.page.locator("main [data-ounces]").all_text_contents()
            assert shown
            assert all(text.endswith(" oz") for text in shown)
            assert f"{portion['grams'] / 28.35:.1f} oz" in shown
        visit.assert_clean()
