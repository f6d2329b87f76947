"""Hostile texts in the content stay text on pages, in charts, on the map and in the component."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ParserCreate

import httpx
import pytest
from playwright.async_api import Browser

from tests.browser.hostile_content import write_hostile_content
from tests.browser.page_visits import visit_page
from tests.browser.test_component import ENTRY, embedded, shown
from tests.fixtures.cli import SAMPLE_CONTENT, loaded_database_url, running_server

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENTRIES = sorted(
    f"/{file.parent.name}/{file.stem}"
    for file in SAMPLE_CONTENT.glob("*/*.yaml")
    if file.parent.name != "releases"
)
OTHERS = ["/", "/food-sources", "/sources", "/claims", "/guide/fermented_foods", "/search?q=script"]
NARROW = {"width": 320, "height": 640}
STATE = """() => ({
  pwned: window.pwned === undefined ? null : window.pwned,
  scripts: [...document.scripts].filter(
    (one) => one.type !== "application/ld+json" && (!one.src || one.text !== "")).length,
  images: document.images.length,
  handlers: [...document.querySelectorAll("*")].filter(
    (one) => [...one.attributes].some(({ name }) => name.startsWith("on"))).length,
})"""
INERT = {"pwned": None, "scripts": 0, "images": 0, "handlers": 0}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with hostile content."""
    folder = tmp_path_factory.mktemp("hostile")
    url = loaded_database_url(folder / "hostile.db", write_hostile_content(folder / "content"))
    with running_server(database_url=url, port=0, access_log="false") as server:
        yield server.address


async def test_hostile_content_runs_no_script_on_any_page(browser: Browser, hostile: str) -> None:
    async with visit_page(browser, hostile, "/", viewport=NARROW) as visit:
        for path in (*OTHERS, *ENTRIES):
            await visit.page.goto(hostile + path)
            assert await visit.page.evaluate(STATE) == INERT, path
            assert await visit.overflows() == [], path
        visit.assert_clean()


async def test_hostile_content_runs_no_script_on_the_map(browser: Browser, hostile: str) -> None:
    async with visit_page(browser, hostile, "/map?show=all", java_script_enabled=False) as bare:
        assert await bare.page.locator("#map svg .node").count() > 20
    async with visit_page(browser, hostile, "/map?show=all", viewport=NARROW) as visit:
        await visit.page.locator("#save-png").wait_for()
        await visit.page.evaluate("""document.getElementById("map").map.nodes()[0].emit("tap")""")
        assert await visit.page.evaluate(STATE) == INERT
        assert await visit.page.locator("#map-said").inner_text() != ""
        assert await visit.overflows() == []
        visit.assert_clean()


async def test_svg_with_hostile_content_is_well_formed(hostile: str) -> None:
    async with httpx.AsyncClient(base_url=hostile) as client:
        claims = [f"/v1{path}/evidence.svg" for path in ENTRIES if path.startswith("/claims/")]
        for path in ("/map.svg", *claims):
            body = (await client.get(path)).content
            names: list[str] = []
            reader = ParserCreate()
            reader.StartElementHandler = lambda name, _attributes, names=names: names.append(name)
            reader.ParseFile(BytesIO(body))
            assert set(names) <= {"svg", "title", "desc", "rect", "g", "text", "path", "circle"}, path


@pytest.mark.parametrize(
    "ref", ["food-sources/moon-milk", "claims/milk-and-craters", "cautions/raw-moon-milk"]
)
async def test_hostile_content_runs_no_script_in_the_component(
    browser: Browser, hostile: str, tmp_path: Path, ref: str
) -> None:
    async with embedded(browser, hostile, tmp_path, ENTRY.format(ref=ref)) as visit:
        await shown(visit.page)
        inside = await visit.page.evaluate(
            """[...document.querySelector("gutbone-entry").shadowRoot.querySelectorAll("*")]
               .map((one) => one.localName)"""
        )
        assert set(inside) <= {"section", "h2", "h3", "p", "ul", "li", "span", "strong", "a", "div"}
        assert await visit.page.evaluate("window.pwned === undefined")
        assert visit.console_messages == []
