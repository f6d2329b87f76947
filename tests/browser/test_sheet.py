"""The sheet for the doctor is one page of A4, also for many medicines and foods."""

import re

import pytest
from playwright.async_api import Browser

from app.catalog.catalog import Catalog
from tests.browser.page_visits import visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

EACH = 10


async def test_sheet_for_ten_medicines_and_ten_foods_is_one_page(
    browser: Browser, address: str, catalog: Catalog
) -> None:
    foods = [entry.name for entry in catalog.entries_by_kind["food-sources"]][:EACH]
    medicines = [entry.name for entry in catalog.entries_by_kind["medicines"]][:EACH]
    assert (len(foods), len(medicines)) == (EACH, EACH)
    async with visit_page(browser, address, "/check") as visit:
        page = visit.page
        form = page.locator("form.asking")
        for field, names in (("items", foods), ("medicines", medicines)):
            box = form.locator(f"[name={field}_typed]")
            await box.evaluate("(box, text) => { box.value = text; }", ", ".join(names))
        await form.evaluate("(form) => form.requestSubmit()")
        await page.locator("form[action='/check/sheet'] button").click()
        await page.locator("main.sheet").wait_for()
        text = await page.locator("main").inner_text()
        for name in (*foods, *medicines):
            assert name in text
        pdf = await page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
