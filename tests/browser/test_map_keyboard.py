"""The interactive map by keyboard alone."""

import json
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.page_visits import visit_page
from tests.browser.test_map_interaction import FROM, TO, WIDE, alive

pytestmark = pytest.mark.asyncio(loop_scope="session")

SELECTED = """document.getElementById("map").map.nodes(":selected").map((one) => one.id())"""
ARROWS = {
    (True, True): "ArrowRight",
    (True, False): "ArrowLeft",
    (False, True): "ArrowDown",
    (False, False): "ArrowUp",
}
HOPS = 60
"""More presses of an arrow than any column is long."""

REACHED = """() => {
  const { map } = document.getElementById("map");
  const nodes = map.nodes("[told]");
  const found = new Set([map.nodes("[told]")[0].id()]);
  for (const id of found) {
    const node = map.getElementById(id);
    for (const side of [-1, 1]) {
      found.add(aside(node, nodes, side).id());
      found.add(inColumn(node, nodes, side).id());
    }
  }
  return [...found].sort();
}"""


async def walked(page: Page, key: str) -> str:
    """Press keys until the map stands at an entry: to its column, then through it. Return what was said."""
    x, y = await page.evaluate(
        """(key) => { const { x, y } = document.getElementById("map").map.getElementById(key).position();
                      return [x, y]; }""",
        key,
    )
    for _ in range(HOPS * 4):
        here = await page.evaluate(
            """() => { const [one] = document.getElementById("map").map.nodes(":selected");
                       return one ? [one.id(), one.position().x, one.position().y] : null; }"""
        )
        if here and here[0] == key:
            return await page.locator("#map-said").inner_text()
        aside = here is None or here[1] != x
        onward = here is None or (here[1] < x if aside else here[2] < y)
        await page.keyboard.press(ARROWS[aside, onward])
    raise AssertionError(f"{key} was not reached")


async def test_arrow_keys_reach_every_node(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/map?show=all", viewport=WIDE) as visit:
        await alive(visit.page)
        answer = await visit.page.request.get(f"{address}/v1/graph")
        nodes = json.loads(await answer.body())["data"]["nodes"]
        assert await visit.page.evaluate(REACHED) == sorted(node["id"] for node in nodes)


async def test_keyboard_traces_a_chain(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/map?show=all", viewport=WIDE) as visit:
        page = visit.page
        await alive(page)
        await page.locator("#save-png").focus()
        for _ in range(20):
            await page.keyboard.press("Shift+Tab")
            if await page.evaluate("document.activeElement.id") == "map":
                break
        messages = await walked(page, FROM)
        assert messages.startswith("Kefir. Cautions: ")
        assert "If you have a milk allergy: avoid kefir." in messages
        graph = json.loads(await (await page.request.get(f"{address}/v1/graph.cyjs")).body())
        edges: list[dict[str, Any]] = [edge["data"] for edge in graph["elements"]["edges"]]
        steps = {edge["sentence"] for edge in edges if FROM in (edge["source"], edge["target"])}
        read = set()
        for place in range(1, len(steps) + 1):
            await page.keyboard.press(" ")
            number, _, sentence = (await page.locator("#map-said").inner_text()).partition(": ")
            assert number.startswith(f"Step {place} of ")
            read.add(sentence)
        assert read <= steps
        await page.keyboard.press("Enter")
        assert "Now choose where the chain ends" in await page.locator("#map-said").inner_text()
        await walked(page, TO)
        async with page.expect_navigation(timeout=10_000):
            await page.keyboard.press("Enter")
        await alive(page)
        ends = f"from={FROM.replace('/', '%2F')}&to={TO.replace('/', '%2F')}"
        assert page.url.endswith(f"/map?show=all&{ends}#chains")
        visit.assert_clean()


async def test_escape_deselects_and_tab_leaves_the_map(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, f"/map?food={FROM}", viewport=WIDE) as visit:
        page = visit.page
        await alive(page)
        await page.locator("#map").focus()
        zoom = await page.evaluate("document.getElementById('map').map.zoom()")
        await page.keyboard.press("+")
        assert await page.evaluate("document.getElementById('map').map.zoom()") > zoom
        await page.keyboard.press("ArrowRight")
        assert len(await page.evaluate(SELECTED)) == 1
        assert await visit.violations_in_both_themes() == []
        await page.keyboard.press("Enter")
        await page.keyboard.press("Escape")
        assert await page.evaluate(SELECTED) == []
        assert await page.locator("#map-said").inner_text() == ""
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.id") != "map"
        visit.assert_clean()
