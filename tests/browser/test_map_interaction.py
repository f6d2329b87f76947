"""The interactive map: the whole graph, path tracing, and image download."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.page_visits import visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDE = {"width": 1200, "height": 900}
FROM, TO = "food-sources/kefir", "outcomes/bone-loss"
PNG = b"\x89PNG\r\n\x1a\n"


DRAWN = (
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
)


async def alive(page: Page) -> None:
    """Wait until the drawing has become a map that moves."""
    await page.locator("#save-png").wait_for()


async def tap(page: Page, key: str) -> None:
    """Click a node of the map where it stands on the screen, once all that moved has been drawn."""
    await page.locator("#map").scroll_into_view_if_needed()
    await page.evaluate(DRAWN)
    place: dict[str, float] = await page.evaluate(
        """(key) => {
          const { map } = document.getElementById("map");
          const node = map.getElementById(key);
          map.zoom(1); map.center(node);
          const box = document.getElementById("map").getBoundingClientRect();
          const { x, y } = node.renderedPosition();
          return { x: box.x + x, y: box.y + y };
        }""",
        key,
    )
    await page.evaluate(DRAWN)
    await page.mouse.click(place["x"], place["y"])


async def test_interactive_map_has_every_node_and_edge(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/map?show=all", viewport=WIDE) as visit:
        await alive(visit.page)
        held = await visit.page.evaluate(
            """() => { const { map } = document.getElementById("map");
               return [map.nodes("[told]"), map.edges()].map((all) => all.map((one) => one.id())); }"""
        )
        answer = await visit.page.request.get(f"{address}/v1/graph.cyjs")
        graph = json.loads(await answer.body())["elements"]
        assert sorted(held[0]) == sorted(node["data"]["id"] for node in graph["nodes"])
        assert sorted(held[1]) == sorted(edge["data"]["id"] for edge in graph["edges"])
        await visit.page.evaluate("""document.getElementById("map").map.edges()[0].emit("tap")""")
        sentences = {edge["data"]["sentence"] for edge in graph["edges"]}
        assert await visit.page.locator("#map-said").inner_text() in sentences
        visit.assert_clean()


async def test_clicking_two_nodes_traces_the_path(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/map", viewport=WIDE) as visit:
        await alive(visit.page)
        await tap(visit.page, FROM)
        messages = visit.page.locator("#map-said", has_text="From Kefir. Cautions: ")
        assert "If you have a milk allergy" in await messages.inner_text(timeout=10_000)
        async with visit.page.expect_navigation(timeout=10_000):
            await tap(visit.page, TO)
        await alive(visit.page)
        assert (
            visit.page.url
            == f"{address}/map?from={FROM.replace('/', '%2F')}&to={TO.replace('/', '%2F')}#chains"
        )
        traced = await visit.page.evaluate(
            """document.getElementById("map").map.edges(".traced").map((one) => one.id())"""
        )
        answer = await visit.page.request.get(f"{address}/v1/paths?from={FROM}&to={TO}")
        paths: list[dict[str, Any]] = json.loads(await answer.body())["data"]["paths"]
        assert set(traced) == {edge["id"] for path in paths for edge in path["edges"]}
        visit.assert_clean()


async def test_map_downloads_as_png_and_svg(browser: Browser, address: str, tmp_path: Path) -> None:
    async with visit_page(browser, address, f"/map?food={FROM}", viewport=WIDE) as visit:
        await alive(visit.page)
        for selector, name, begin in (("#save-png", "map.png", PNG), ("a[download]", "map.svg", b"<svg")):
            async with visit.page.expect_download() as download:
                await visit.page.click(selector)
            await (await download.value).save_as(tmp_path / name)
            assert (tmp_path / name).read_bytes().startswith(begin)
        visit.assert_clean()


async def test_map_works_without_javascript(browser: Browser, address: str) -> None:
    async with visit_page(browser, address, "/map?show=all", java_script_enabled=False) as visit:
        assert await visit.page.locator("#map svg .node").count() > 100
        assert await visit.page.locator("#steps tbody tr").count() > 1000
        assert not await visit.page.locator("#save-png").is_visible()
        visit.assert_clean()
