"""The search box: suggestions while typing, and search without JavaScript."""

import asyncio

import pytest
from playwright.async_api import Browser, Route

from tests.browser.page_visits import visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATIENCE = 10_000


async def test_suggestions_are_selected_by_keyboard(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/") as visit:
        box = visit.page.get_by_role("combobox")
        async with visit.page.expect_response("**/v1/suggest?*q=keff", timeout=PATIENCE):
            await box.press_sequentially("keff")
        options = visit.page.get_by_role("option")
        await options.first.wait_for(timeout=PATIENCE)
        assert "Kefir" in await options.first.inner_text()
        assert await box.get_attribute("aria-expanded") == "true"
        for _ in range(2):
            await box.press("ArrowDown")
        assert await visit.violations_in_both_themes() == []
        await box.press("ArrowUp")
        assert await box.get_attribute("aria-activedescendant") == "offered-0"
        assert await options.first.get_attribute("aria-selected") == "true"
        await box.press("Enter")
        await visit.page.wait_for_url("**/food-sources/kefir", timeout=PATIENCE)
        visit.assert_clean()


async def test_choice_by_keyboard_stays_when_a_late_answer_comes(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/") as visit:
        box, options = visit.page.get_by_role("combobox"), visit.page.get_by_role("option")
        await box.press_sequentially("kef")
        await options.first.wait_for(timeout=PATIENCE)

        async def answer_late(route: Route) -> None:
            await release.wait()
            await route.continue_()

        release = asyncio.Event()
        await visit.page.route("**/v1/suggest?*q=kefi", answer_late)
        async with visit.page.expect_request("**/v1/suggest?*q=kefi", timeout=PATIENCE):
            await box.press_sequentially("i")
        await box.press("ArrowDown")
        chosen = await options.first.inner_text()
        await options.first.evaluate("option => option.dataset.earlier = ''")
        release.set()
        await visit.page.locator("[data-earlier]").wait_for(state="detached", timeout=PATIENCE)
        selected = visit.page.get_by_role("option", selected=True)
        assert await selected.inner_text() == chosen
        assert await box.get_attribute("aria-activedescendant") == await selected.get_attribute("id")
        visit.assert_clean()


async def test_escape_closes_suggestions_and_enter_searches(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/") as visit:
        box = visit.page.get_by_role("combobox")
        await box.press_sequentially("kefir")
        await visit.page.get_by_role("option").first.wait_for(timeout=PATIENCE)
        await box.press("Escape")
        assert not await visit.page.get_by_role("listbox").is_visible()
        await box.press("Enter")
        await visit.page.wait_for_url("**/search?q=kefir", timeout=PATIENCE)
        assert await visit.page.locator("li.hit h3").first.inner_text() == "Kefir"
        visit.assert_clean()


async def test_search_box_works_without_javascript(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/", java_script_enabled=False) as visit:
        await visit.page.fill("#q", "keffir")
        await visit.page.press("#q", "Enter")
        assert visit.page.url == f"{address}/search?q=keffir"
        assert "Kefir" in await visit.page.locator("main").inner_text()
        visit.assert_clean()
