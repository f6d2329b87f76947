"""Every kind of page: no axe violations, console messages or external requests at any width."""

import pytest
from playwright.async_api import Browser, ViewportSize

from app.catalog.registry import KINDS
from tests.browser.page_visits import visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENTRIES = {
    "activities": "home-fermentation",
    "articles": "gut-and-bones",
    "bone-foods": "kale",
    "cautions": "warfarin-natto",
    "claims": "research-bmd-turnover",
    "compounds": "inulin",
    "conditions": "hypertension",
    "daily-actions": "ask-a-pharmacist-about-a-medicine-and-a-food",
    "food-sources": "kefir",
    "lifestyle-tips": "stay-hydrated",
    "mechanisms": "inflammation",
    "medicines": "warfarin",
    "microbes": "lentilactobacillus-kefiri",
    "nutrients": "sodium",
    "outcomes": "bone-loss",
    "prebiotics": "garlic",
    "sources": "wang-2024-meta",
    "supplement-guidance": "know-when-to-stop",
    "supplements": "probiotic-supplement",
    "terms": "probiotic",
}
TRACED = "/map?food=food-sources/kefir&from=food-sources/kefir&to=outcomes/bone-loss"
FOUND = (
    "/",
    "/guide/fermented_foods",
    "/food-sources",
    "/claims",
    "/cautions",
    *(f"/{kind}/{slug}" for kind, slug in ENTRIES.items()),
    TRACED,
    "/plan",
    "/check",
    "/search?q=keffir",
    "/about-me",
    "/about",
    "/how-we-grade",
    "/privacy",
    "/chain?food=food-sources/kefir",
    "/compare",
    "/compare?items=food-sources/kefir,bone-foods/milk,food-sources/yogurt",
)
MISSING = ("/food-sources/keffir", "/nowhere")
NARROW: ViewportSize = {"width": 320, "height": 640}


async def test_pages_cover_every_kind() -> None:
    assert ENTRIES.keys() == {kind.path for kind in KINDS}


@pytest.mark.parametrize("path", [*FOUND, *MISSING])
async def test_page_passes_axe_without_console_output_or_overflow(
    browser: Browser, address: str, path: str
) -> None:
    async with visit_page(browser, address, path) as visit:
        assert await visit.violations_in_both_themes() == []
        await visit.page.set_viewport_size(NARROW)
        assert await visit.overflows() == []
        await visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await visit.overflows() == []
        if path in MISSING:
            visit.console_messages = [line for line in visit.console_messages if "404" not in line]
        visit.assert_clean()


async def test_forms_work_without_javascript(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/check", java_script_enabled=False) as visit:
        await visit.page.fill("#items-typed", "natto")
        await visit.page.fill("#medicines-typed", "coumadin")
        await visit.page.click("form button")
        assert visit.page.url == f"{address}/check"
        flag = await visit.page.locator(".flag").first.inner_text()
        told = "If you take warfarin: do not eat natto unless"
        assert told in flag
        assert "It concerns you because of Warfarin." in flag
        visit.assert_clean()
    async with visit_page(browser, address, "/plan", java_script_enabled=False) as visit:
        await visit.page.select_option("#pick-days", "2")
        await visit.page.click("form button")
        assert visit.page.url == f"{address}/plan"
        assert await visit.page.locator(".day").count() == 2
        visit.assert_clean()


@pytest.mark.parametrize(("path", "button"), [("/check", "Check"), ("/plan", "Make my plan")])
async def test_form_results_pass_axe(browser: Browser, address: str, path: str, button: str) -> None:
    async with visit_page(browser, address, path) as visit:
        if path == "/check":
            await visit.page.fill("#items-typed", "natto, kefir, moonstone")
        await visit.page.get_by_role("button", name=button).click()
        await visit.page.locator(".result").wait_for()
        assert await visit.violations_in_both_themes() == []
        await visit.page.set_viewport_size(NARROW)
        assert await visit.overflows() == []
        visit.assert_clean()
