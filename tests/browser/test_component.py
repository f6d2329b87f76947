"""The web component embedded in a page of another origin."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page

from tests.browser.page_visits import PHONE, PageVisit, visit_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>Another site</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {address};
 connect-src {address}; style-src 'self'; img-src data:">
<script type="module" src="{address}/assets/gutbone-entry.js"></script></head>
<body><main><h1>Recipes</h1>{body}</main></body></html>
"""
ENTRY = '<gutbone-entry ref="{ref}"></gutbone-entry>'


class SilentRequestHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def other_origin(folder: Path) -> Iterator[str]:
    """Serve a folder from an origin of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SilentRequestHandler, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@asynccontextmanager
async def embedded(
    browser: Browser, address: str, folder: Path, body: str, **context: Any
) -> AsyncIterator[PageVisit]:
    """Yield a page of another origin that loads the component from the server."""
    (folder / "index.html").write_text(PAGE.format(address=address, body=body), "utf-8")
    with other_origin(folder) as origin:
        async with visit_page(browser, origin, "/index.html", **context) as visit:
            yield visit


async def shown(page: Page) -> str:
    """Return what the component shows when it has done loading."""
    await page.locator("gutbone-entry .entry:not([aria-busy])").first.wait_for()
    return await page.locator("gutbone-entry .entry").first.inner_text()


@pytest.mark.parametrize(
    "ref", ["food-sources/kefir", "claims/research-bone-loss", "cautions/warfarin-natto", "terms/probiotic"]
)
async def test_component_shows_cautions_and_grades_cross_origin(
    browser: Browser, address: str, client: httpx.AsyncClient, tmp_path: Path, ref: str
) -> None:
    body = (await client.get(f"/v1/{ref}")).json()
    data, included, meta = body["data"], body["included"], body["meta"]
    legend = (await client.get("/v1/facets")).json()["data"]["facets"]
    labels = {facet["name"]: {one["value"]: one for one in facet["values"]} for facet in legend}
    async with embedded(browser, address, tmp_path, ENTRY.format(ref=ref)) as visit:
        text = " ".join((await shown(visit.page)).split())
        for line in data["cautions"]:
            card = included["cautions"][line["slug"]]
            for part in (card["title"], card["why"], *card["what_to_do"], *card["urgent_signs"]):
                assert " ".join(part.split()) in text
            assert f"{labels['severity'][line['severity']]['label']}: {line['sentence']}" in text
        for claim in included["claims"].values():
            grade = labels["certainty"][claim["certainty"]]
            assert claim["statement"] in text
            assert grade["label"] in text
            assert grade["meaning"] in text
        assert meta["disclaimer"] in text
        assert f"{data['name']} on Gutbone" in text
        link = visit.page.locator("gutbone-entry a").last
        assert await link.get_attribute("href") == f"{address}/{ref}"
        assert visit.console_messages == []
        assert all(url.startswith(address) for url in visit.external_requests)
        found = await visit.violations_in_both_themes()
        assert [one for one in found if "gutbone-entry" in one] == []


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ('ref="food-sources/keffir"', "Did you mean kefir?"),
        ('ref="kefir"', "write <kind>/<slug>"),
        ("", "write <kind>/<slug>"),
        ('ref="nothing/here"', "address"),
        ('ref="<img src=x onerror=alert(1)>"', "names no entry"),
    ],
)
async def test_component_reports_invalid_ref(
    browser: Browser, address: str, tmp_path: Path, attributes: str, message: str
) -> None:
    body = f"<gutbone-entry {attributes.replace('<', '&lt;')}></gutbone-entry>"
    async with embedded(browser, address, tmp_path, body) as visit:
        text = await shown(visit.page)
        assert text.startswith("Gutbone cannot show this entry.")
        assert message.lower() in text.lower()
        assert await visit.page.locator("gutbone-entry [role=alert]").count() == 1
        assert await visit.page.locator("gutbone-entry img").count() == 0


async def test_component_reports_unreachable_server(browser: Browser, address: str, tmp_path: Path) -> None:
    async with embedded(browser, address, tmp_path, ENTRY.format(ref="food-sources/kefir")) as visit:
        await shown(visit.page)
        await visit.page.route("**/v1/**", lambda route: route.abort())
        await visit.page.evaluate(
            "document.querySelector('gutbone-entry').setAttribute('ref', 'food-sources/natto')"
        )
        alert = visit.page.locator("gutbone-entry [role=alert]")
        await alert.wait_for()
        assert f"{address} cannot be reached" in await alert.inner_text()


async def test_component_follows_ref_and_custom_properties(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    (tmp_path / "own.css").write_text("gutbone-entry { --gutbone-paper: rgb(1, 2, 3); }", "utf-8")
    style = '<link rel="stylesheet" href="own.css">'
    async with embedded(browser, address, tmp_path, style + ENTRY.format(ref="terms/probiotic")) as visit:
        await shown(visit.page)
        paper = await visit.page.evaluate(
            """getComputedStyle(document.querySelector("gutbone-entry").shadowRoot.querySelector(".entry")).backgroundColor"""
        )
        assert paper == "rgb(1, 2, 3)"
        await visit.page.evaluate(
            "document.querySelector('gutbone-entry').setAttribute('ref', 'food-sources/natto')"
        )
        await visit.page.locator("gutbone-entry h2", has_text="Natto").wait_for()


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(34, 33, 30)")])
async def test_component_has_the_colours_of_its_page_not_of_the_system(
    browser: Browser, address: str, tmp_path: Path, scheme: str, paper: str
) -> None:
    (tmp_path / "own.css").write_text(f":root {{ color-scheme: {scheme}; }}", "utf-8")
    body = '<link rel="stylesheet" href="own.css">' + ENTRY.format(ref="terms/probiotic")
    for system in ("light", "dark"):
        async with embedded(browser, address, tmp_path, body, color_scheme=system) as visit:
            await shown(visit.page)
            seen = await visit.page.evaluate(
                """getComputedStyle(document.querySelector("gutbone-entry").shadowRoot.querySelector(".entry")).backgroundColor"""
            )
            assert seen == paper, system


@pytest.mark.parametrize("ref", ["food-sources/kefir", "food-sources/natto", "bone-foods/milk"])
async def test_compact_component_has_the_answer_and_folded_groups(
    browser: Browser, address: str, client: httpx.AsyncClient, tmp_path: Path, ref: str
) -> None:
    body = (await client.get(f"/v1/{ref}")).json()
    data, cards = body["data"], body["included"]["cautions"]
    element = f'<gutbone-entry ref="{ref}" compact></gutbone-entry>'
    async with embedded(browser, address, tmp_path, element) as visit:
        await visit.page.set_viewport_size(PHONE)
        text = " ".join((await shown(visit.page)).split())
        entry = visit.page.locator("gutbone-entry .entry")
        box = await entry.bounding_box()
        assert box is not None
        assert box["height"] <= 600
        for part in ("question", "verdict_text", "sentence") if data["answer"] else ():
            assert data["answer"][part] in text
        assert body["meta"]["disclaimer"] in text
        groups = await entry.locator("details").all()
        severities = [line["severity"] for line in data["cautions"]]
        assert [await one.get_attribute("class") for one in groups] == list(dict.fromkeys(severities))
        for group in groups:
            await group.locator("summary").click()
        opened = " ".join((await entry.inner_text()).split())
        for line in data["cautions"]:
            assert line["sentence"] in opened
            assert cards[line["slug"]]["why"] in opened
        found = await visit.violations_in_both_themes()
        assert [one for one in found if "gutbone-entry" in one] == []
