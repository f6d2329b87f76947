"""The answers of a form stay in their tab, so that a reader who comes back finds the result."""

import pytest
from playwright.async_api import Browser, ViewportSize

from tests.browser.page_visits import PageVisit, visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDE: ViewportSize = {"width": 900, "height": 844}
KEPT = "JSON.stringify([{...sessionStorage}, {...localStorage}])"


async def check_natto_with_warfarin(visit: PageVisit) -> None:
    """Send the check of natto with warfarin and milk allergy."""
    await visit.page.fill("#items-typed", "natto")
    await visit.page.fill("#medicines-typed", "warfarin")
    await visit.page.check("input[name=allergies][value=milk]")
    await visit.page.locator("form.asking").evaluate("(form) => form.requestSubmit()")
    await visit.page.locator(".result").wait_for()


async def test_answers_are_filled_in_again_and_lead_to_the_result(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/check", viewport=WIDE) as visit:
        assert not await visit.page.locator("[data-kept]").is_visible()
        await check_natto_with_warfarin(visit)
        assert not await visit.page.locator("[data-kept]").is_visible()
        await visit.page.goto(f"{address}/food-sources/natto")
        await visit.page.goto(f"{address}/check")
        await visit.page.locator("[data-kept]").wait_for()
        assert await visit.page.input_value("#medicines-typed") == "warfarin"
        assert await visit.page.is_checked("input[name=allergies][value=milk]")
        assert not await visit.page.is_checked("input[name=allergies][value=fish]")
        await visit.page.click("[data-kept-again]")
        assert "do not eat natto" in await visit.page.locator(".flag").first.inner_text()
        assert visit.page.url == f"{address}/check"
        assert "warfarin" not in str([one.url for one in visit.requests])
        visit.assert_clean()


@pytest.mark.parametrize("place", ["/check", "/about-me"])
async def test_one_button_forgets_the_answers(browser: Browser, address: str, place: str) -> None:
    async with visit_page(browser, address, "/check", viewport=WIDE) as visit:
        await check_natto_with_warfarin(visit)
        kept = await visit.page.evaluate(KEPT)
        assert "warfarin" in kept
        assert kept.endswith(",{}]"), "nothing outlives the tab"
        await visit.page.goto(address + place)
        await visit.page.click("[data-kept-forget]" if place == "/check" else "#about-me-forget")
        assert await visit.page.evaluate(KEPT) == "[{},{}]"
        await visit.page.goto(f"{address}/check")
        assert await visit.page.input_value("#medicines-typed") == ""
        assert not await visit.page.locator("[data-kept]").is_visible()


async def test_answers_of_one_form_are_not_those_of_another(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/check", viewport=WIDE) as visit:
        await check_natto_with_warfarin(visit)
        await visit.page.goto(f"{address}/plan")
        assert not await visit.page.locator("[data-kept]").is_visible()
        await visit.page.select_option("#pick-days", "3")
        await visit.page.locator("form.asking").evaluate("(form) => form.requestSubmit()")
        await visit.page.locator(".day").first.wait_for()
        await visit.page.goto(f"{address}/plan")
        await visit.page.click("[data-kept-again]")
        await visit.page.locator(".result").wait_for()
        assert await visit.page.locator(".day").count() == 3
