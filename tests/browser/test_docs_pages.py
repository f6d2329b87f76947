"""Text pages: no axe violations in either theme, no overflow on a phone, no external request."""

from typing import Literal

import pytest
from playwright.async_api import Browser, ViewportSize

from app.web.docs.markdown_pages import PAGES
from tests.browser.page_visits import visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.mark.parametrize("name", PAGES)
async def test_docs_page_passes_axe_and_fits_small_screens(browser: Browser, address: str, name: str) -> None:
    for theme in THEMES:
        async with visit_page(
            browser, address, f"/docs/{name}", color_scheme=theme, viewport=NARROW
        ) as visit:
            assert (await visit.violations(), await visit.overflows()) == ([], []), theme
            visit.assert_clean()
