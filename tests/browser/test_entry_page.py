"""Entry pages on a phone: transfer size, layout shift, keyboard access, visible cautions."""

import pytest
from playwright.async_api import Browser

from tests.browser.page_visits import visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEFIR = "/food-sources/kefir"
MOST_BYTES = 60_000
SHIFTS = """new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""
FOCUSED = """() => {
  const one = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return [one.tagName, one.getAttribute("href") ?? one.name ?? "", outlined];
}"""
REACHABLE = "a[href], button:not([hidden]), input, select, summary, [tabindex='0']"


@pytest.mark.parametrize(
    "path",
    [KEFIR, "/claims/research-bmd-turnover", "/daily-actions/ask-a-pharmacist-about-a-medicine-and-a-food"],
)
async def test_page_weight_and_no_layout_shift(browser: Browser, address: str, path: str) -> None:
    async with visit_page(browser, address, path) as visit:
        assert await visit.transferred() < MOST_BYTES
        assert await visit.page.evaluate(SHIFTS) == 0
        painted = await visit.page.evaluate("performance.getEntriesByName('first-contentful-paint').length")
        assert painted == 1


async def test_first_caution_is_above_claims(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, KEFIR) as visit:
        box = await visit.page.locator(".caution").first.bounding_box()
        assert box is not None
        assert box["y"] < 844
        for caution in await visit.page.locator(".caution").all():
            assert await caution.is_visible()
            assert await caution.locator("h3").inner_text() != ""


@pytest.mark.parametrize("path", ["/", KEFIR, "/claims/research-bmd-turnover", "/plan", "/check"])
async def test_keyboard_focus_is_visible_everywhere(browser: Browser, address: str, path: str) -> None:
    async with visit_page(browser, address, path) as visit:
        locator = visit.page.locator(REACHABLE)
        expected = sum([await one.is_visible() for one in await locator.all()])
        seen = []
        for _ in range(expected):
            await visit.page.keyboard.press("Tab")
            seen.append(await visit.page.evaluate(FOCUSED))
        assert seen[0][:2] == ["A", "#main"]
        assert all(outlined for _, _, outlined in seen), [one for one in seen if not one[2]]
        assert "BODY" not in [tag for tag, _, _ in seen]


async def test_skip_link_focuses_the_content(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, KEFIR) as visit:
        await visit.page.keyboard.press("Tab")
        await visit.page.keyboard.press("Enter")
        assert await visit.page.evaluate("document.activeElement.id") == "main"


async def test_print_expands_details_and_hides_navigation(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, KEFIR) as visit:
        await visit.page.emulate_media(media="print")
        assert not await visit.page.locator(".top nav").is_visible()
        assert await visit.page.locator("details.more dt").first.is_visible()
        assert await visit.page.locator(".caution").first.is_visible()
