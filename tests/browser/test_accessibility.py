"""Beyond AA: contrast, forced colours, zoom of 400 %, targets, and no motion where none is wanted."""

import pytest
from playwright.async_api import Browser, ViewportSize

from tests.browser.page_visits import PHONE, visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = (
    "/",
    "/food-sources/natto",
    "/claims/research-bmd-turnover",
    "/articles/gut-and-bones",
    "/medicines/warfarin",
    "/sources/wang-2024-meta",
    "/guide/fermented_foods",
    "/search?q=kefir",
    "/plan",
    "/check",
    "/compare",
    "/compare?items=food-sources/kefir,bone-foods/milk,food-sources/yogurt",
    "/chain?food=food-sources/kefir",
    "/about-me",
    "/about",
    "/privacy",
    "/how-we-grade",
)
ENHANCED = """{ runOnly: { type: "rule", values: ["color-contrast-enhanced"] } }"""
CONTRAST = """{ runOnly: { type: "rule", values: ["color-contrast"] } }"""
"""The rule of AA also finds what is nearly as dark as its ground; the enhanced one passes over it."""

ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %."""

SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input, select")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip"))
  .map((one) => [one.closest("label") ?? one, one.outerHTML.slice(0, 90)])
  .map(([one, html]) => [Math.round(one.getBoundingClientRect().height), html])
  .filter(([height]) => height < 44)"""
MOVING = """() => [...document.querySelectorAll("*")]
  .map((one) => [one, getComputedStyle(one)])
  .filter(([, css]) => /[1-9]/.test(css.transitionDuration + css.animationDuration))
  .map(([one]) => one.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("path", PAGES)
async def test_page_beyond_aa(browser: Browser, address: str, path: str) -> None:
    async with visit_page(browser, address, path) as visit:
        for scheme in ("light", "dark"):
            await visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert await visit.violations(ENHANCED) == [], scheme
        assert await visit.page.evaluate(MOVING) == []
        await visit.page.set_viewport_size(PHONE)
        assert await visit.page.evaluate(SMALL) == []
        await visit.page.emulate_media(forced_colors="active")
        assert await visit.violations() == []
        await visit.page.set_viewport_size(ZOOMED)
        assert await visit.overflows() == []
        visit.assert_clean()


async def test_found_words_can_be_read_in_both_themes(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/search?q=kefir") as visit:
        assert await visit.page.locator("mark").count() > 3
        for scheme in ("light", "dark"):
            await visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for rules in (CONTRAST, ENHANCED):
                assert await visit.violations(rules) == [], scheme


@pytest.mark.parametrize("path", PAGES)
async def test_page_can_be_read_without_javascript(browser: Browser, address: str, path: str) -> None:
    async with visit_page(browser, address, path, java_script_enabled=False) as visit:
        assert await visit.page.locator("main h1").count() == 1
        assert len(await visit.page.locator("main").inner_text()) > 200
        visit.assert_clean()
