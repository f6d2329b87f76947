"""Things side by side: the page fits its screens, and the danger for the reader stands above the table."""

import pytest
from playwright.async_api import Browser, ViewportSize

from tests.browser.page_visits import visit_page
from tests.browser.test_about_me import PATIENCE, told

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAIRY = "/compare?items=food-sources/kefir,food-sources/yogurt,bone-foods/milk"
SCREEN = 844
MOST_SCREENS = 5
SIZES: tuple[ViewportSize, ...] = ({"width": 390, "height": SCREEN}, {"width": 320, "height": 256})
WIDE: ViewportSize = {"width": 1280, "height": 800}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_page_fits_a_wide_screen_and_five_of_a_phone(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, DAIRY) as visit:
        for size in (WIDE, *SIZES):
            await visit.page.set_viewport_size(size)
            assert await visit.page.evaluate(OVERFLOW) <= 0, size
        await visit.page.set_viewport_size(SIZES[0])
        assert await visit.page.evaluate("document.documentElement.scrollHeight") <= MOST_SCREENS * SCREEN
        assert await visit.violations_in_both_themes() == []
        visit.assert_clean()


async def test_danger_of_natto_with_warfarin_stands_above_the_table(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/") as visit:
        await told(visit, medicines_typed="warfarin")
        await visit.page.goto(f"{address}/compare?items=food-sources/kefir,food-sources/natto")
        danger = visit.page.locator("[data-danger] .caution")
        await danger.first.wait_for(timeout=PATIENCE)
        assert "warfarin" in (await danger.first.inner_text()).lower()
        places = "(one) => one.getBoundingClientRect().top"
        table = await visit.page.locator("table.compared").evaluate(places)
        assert await danger.first.evaluate(places) < table
        assert "warfarin" not in visit.page.url
        assert not [one.url for one in visit.requests if "warfarin" in one.url.lower()]
        visit.assert_clean()
