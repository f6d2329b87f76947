"""The pages of text: nothing for axe in light and dark, nothing wider than a phone, no request off."""

from typing import Literal

import pytest
from playwright.async_api import Browser, ViewportSize

from app.web.docs.markdown_pages import PAGES
from tests.browser.driving import visiting

pytestmark = pytest.mark.asyncio(loop_scope="module")

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.mark.parametrize("name", PAGES)
async def test_docs_page_passes_axe_and_fits_small_screens(browser: Browser, address: str, name: str) -> None:
    for theme in THEMES:
        async with visiting(browser, address, f"/docs/{name}", color_scheme=theme, viewport=NARROW) as visit:
            assert (await visit.violations(), await visit.overflows()) == ([], []), theme
            visit.clean()
