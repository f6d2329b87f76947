"""The API reference in use: accessible, no external requests, usable on a small screen."""

from typing import Literal

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from tests.browser.page_visits import PageVisit, visit_page

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
OPERATIONS = ("claims-list_claims", "check-post_check")
PATIENCE = 20_000


async def sound(visit: PageVisit) -> None:
    """Fail if there is anything to find fault with as the page stands, on a wide screen or a narrow one."""
    for size in (NARROW, WIDE):
        await visit.page.set_viewport_size(size)
        assert (await visit.violations(), await visit.overflows()) == ([], []), size
    visit.assert_clean()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("place", ["", "#tag/claims/GET/v1/claims", "#tag/check/POST/v1/check"])
async def test_scalar_page_passes_axe(
    browser: Browser, address: str, place: str, theme: Literal["light", "dark"]
) -> None:
    async with visit_page(browser, address, f"/docs{place}", color_scheme=theme, viewport=WIDE) as visit:
        shown = visit.page.locator(f"main section[id$='{place.lstrip('#') or 'tag/mechanisms'}']")
        await shown.wait_for(timeout=PATIENCE)
        await visit.page.wait_for_load_state("networkidle")
        await sound(visit)


async def opened(page: Page, operation: str) -> None:
    """Open an operation by keyboard alone, send its example, and wait for the answer."""
    block = page.locator(f"#operations-{operation}")
    await block.locator(".opblock-summary-control").press("Enter", timeout=PATIENCE)
    await block.locator(".try-out__btn").press("Enter")
    await block.locator(".execute").press("Enter")
    await block.locator(".live-responses-table").wait_for(timeout=PATIENCE)


@pytest.mark.parametrize("theme", THEMES)
async def test_swagger_page_passes_axe(
    browser: Browser, address: str, theme: Literal["light", "dark"]
) -> None:
    async with visit_page(browser, address, "/docs/swagger", color_scheme=theme, viewport=WIDE) as visit:
        await visit.page.locator(f"#operations-{OPERATIONS[0]}").wait_for(timeout=PATIENCE)
        await sound(visit)
        for operation in OPERATIONS:
            await opened(visit.page, operation)
        assert visit.page.url == f"{address}/docs/swagger#/check/post_check"
        await visit.page.locator(".json-schema-2020-12-accordion").first.click()
        assert await visit.page.get_by_label("certainty").is_enabled()
        await sound(visit)


async def test_reference_page_without_javascript_shows_a_notice(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/docs", java_script_enabled=False) as visit:
        assert "needs JavaScript" in await visit.page.locator("body").inner_text()
        visit.assert_clean()
