"""Entry pages on a phone: transfer size, layout shift, keyboard access, visible cautions."""

import re

import pytest
from playwright.async_api import Browser

from tests.browser.page_visits import visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

COMPARED = "/compare?items=food-sources/kefir,bone-foods/milk"
KEFIR = "/food-sources/kefir"
MAX_BYTES = 60_000
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
        assert await visit.transferred() < MAX_BYTES
        assert await visit.page.evaluate(SHIFTS) == 0
        painted = await visit.page.evaluate("performance.getEntriesByName('first-contentful-paint').length")
        assert painted == 1


BOTTOMS = """(css) => [...document.querySelectorAll(css)].map((one) => one.getBoundingClientRect().bottom)"""
SCREEN = 844
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"


async def test_answer_and_three_groups_of_cautions_are_on_the_first_screen(
    browser: Browser, address: str
) -> None:
    async with visit_page(browser, address, KEFIR) as visit:
        assert (await visit.page.evaluate(BOTTOMS, ".verdict"))[0] < SCREEN / 3
        assert (await visit.page.evaluate(BOTTOMS, ".caution-group"))[2] <= SCREEN
        assert await visit.page.evaluate("document.documentElement.scrollHeight") <= 7 * SCREEN
        await visit.page.evaluate(LARGE_TEXT)
        assert (await visit.page.evaluate(BOTTOMS, ".caution-group"))[2] <= 2 * SCREEN


async def test_search_answers_on_the_first_screen(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/search?q=does+kefir+help+bone") as visit:
        card = visit.page.locator(".answer-card").first
        assert "Does kefir help bone?" in await card.inner_text()
        assert (await visit.page.evaluate(BOTTOMS, ".answer-card"))[0] <= SCREEN


async def test_group_of_cautions_unfolds_by_key_and_by_link(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, KEFIR) as visit:
        group = visit.page.locator(".caution-group").first
        assert not await group.locator(".caution").first.is_visible()
        await group.locator("summary").press("Enter")
        for caution in await group.locator(".caution").all():
            assert await caution.is_visible()
            assert await caution.locator("h3").inner_text() != ""
    async with visit_page(browser, address, f"{KEFIR}#caution-levothyroxine-calcium-dairy") as visit:
        assert await visit.page.locator("#caution-levothyroxine-calcium-dairy").is_visible()


async def test_cautions_unfold_without_javascript(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, KEFIR, java_script_enabled=False) as visit:
        for group in await visit.page.locator(".caution-group").all():
            await group.locator("summary").click()
            assert await group.locator(".caution").last.is_visible()
        visit.assert_clean()


@pytest.mark.parametrize(
    "path", ["/", KEFIR, "/claims/research-bmd-turnover", "/search?q=kefir", "/check", "/plan", COMPARED]
)
async def test_targets_are_as_large_as_a_finger(browser: Browser, address: str, path: str) -> None:
    async with visit_page(browser, address, path) as visit:
        small = await visit.page.evaluate(
            """() => [...document.querySelectorAll("a[href], button, summary, input, select")]
              .filter((one) => one.checkVisibility() && !one.matches(".skip"))
              .map((one) => [one.closest("label") ?? one, one.outerHTML.slice(0, 90)])
              .map(([one, html]) => [Math.round(one.getBoundingClientRect().height), html])
              .filter(([height]) => height < 44)"""
        )
        assert small == []


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
        assert not await visit.page.locator(".site-header nav").is_visible()
        for caution in await visit.page.locator(".caution").all():
            assert await caution.is_visible()


async def test_kefir_prints_on_three_sheets(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, KEFIR) as visit:
        pdf = await visit.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) <= 3
