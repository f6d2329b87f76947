"""The example app in Chromium: without a network every screen is there, each with its cautions."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from scripts.clients import assemble_example
from tests.browser.page_visits import PageVisit, launch_chromium, visit_page

PATIENCE = 60_000
STORED = "You can use it without a network."
NATTO = "do not eat natto unless your clinic says so"
NOT_INSTALLABLE_IN_A_TEST = {"in-incognito"}
"""Chromium installs nothing in the contexts that tests use."""

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { method, url } of await cache.keys()) found.push([method, url]);
  }
  return found;
}"""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


class StaticSite:
    """A folder, served until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving; a second call does nothing."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def site(built: Path, address: str, tmp_path: Path) -> Iterator[StaticSite]:
    """Return the example app as a static site that gets its content from the server."""
    assert (built / "kit" / "dist").is_dir()
    assemble_example(tmp_path)
    (tmp_path / "config.js").write_text(f'export const baseUrl = "{address}";\n')
    site = StaticSite(tmp_path)
    yield site
    site.close()


@pytest.fixture
def natto_cautions(address: str) -> list[str]:
    """Return the sentences that the server shows with natto."""
    entry = httpx.get(f"{address}/v1/food-sources/natto", trust_env=False).json()["data"]
    return [caution["sentence"] for caution in entry["cautions"]]


async def stored(visit: PageVisit) -> None:
    """Wait until content and app are stored, and the service worker has the page."""
    await visit.page.get_by_text(STORED).wait_for(timeout=PATIENCE)
    await visit.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await visit.page.reload()
    await visit.page.get_by_text(STORED).wait_for(timeout=PATIENCE)
    assert await visit.page.evaluate("navigator.serviceWorker.controller !== null")


async def screen(visit: PageVisit, path: str, **answers: str) -> str:
    """Return the text of a screen after its form was filled in and sent."""
    await visit.page.goto(f"{visit.origin}/#{path}")
    for name, text in answers.items():
        await visit.page.locator(f"#screen [name={name}]").fill(text)
    if answers:
        await visit.page.locator("#screen button").click()
    text = await visit.page.locator("#screen").inner_text()
    assert "no clinician has reviewed it" in await visit.page.locator("#disclaimer").inner_text()
    return text


async def test_every_screen_has_its_cautions_in_airplane_mode(
    site: StaticSite, natto_cautions: list[str]
) -> None:
    async with launch_chromium() as browser, visit_page(browser, site.origin, "/") as visit:
        await stored(visit)
        site.close()
        await visit.page.context.set_offline(True)
        visit.requests.clear()
        await visit.page.reload()
        await visit.page.get_by_text(STORED).wait_for(timeout=PATIENCE)

        assert NATTO in await screen(visit, "/", q="natto warfarin")
        shown = await screen(visit, "/entry/food-sources/natto")
        assert natto_cautions
        assert [sentence for sentence in natto_cautions if sentence not in shown] == []
        assert "Certainty: Low" in shown

        asked = {"items": "natto", "medicines": "coumadin 5 mg", "conditions": "zorbium"}
        checked = await screen(visit, "/check", **asked)
        assert f"Avoid: If you take warfarin: {NATTO}." in checked
        assert checked.index("We did not know zorbium") < checked.index(NATTO)

        planned = await screen(visit, "/plan", medicines="warfarin")
        assert "Day 1" in planned
        items = await visit.page.locator("#screen section > ul > li").count()
        assert items > 0
        assert await visit.page.locator("#screen section > ul > li .cautions li").count() >= items
        refused = await screen(visit, "/plan", conditions="zorbium")
        assert "We do not understand: zorbium" in refused
        misspelt = await screen(visit, "/plan", medicines="warfrin")
        assert "warfrin (did you mean warfarin?)" in misspelt

        assert "CC-BY-SA-4.0" in await screen(visit, "/about")
        told = [
            request.url for request in visit.requests if "coumadin" in request.url or request.method != "GET"
        ]
        assert told == []


async def test_app_keeps_its_files_alone_and_no_answer(site: StaticSite, address: str) -> None:
    async with launch_chromium() as browser, visit_page(browser, site.origin, "/") as visit:
        await stored(visit)
        status = await visit.page.evaluate(
            """async (address) => {
              const body = JSON.stringify({ items: ["natto"], medicines: ["coumadin"] });
              const headers = { "Content-Type": "application/json" };
              return (await fetch(`${address}/v1/check`, { method: "POST", body, headers })).status;
            }""",
            address,
        )
        assert status == 200
        kept = await visit.page.evaluate(KEPT)
        assert len(kept) > 10
        assert [one for one in kept if one[0] != "GET" or not one[1].startswith(site.origin)] == []


async def test_app_can_be_installed_and_read_by_everyone(site: StaticSite) -> None:
    async with launch_chromium() as browser, visit_page(browser, site.origin, "/") as visit:
        await stored(visit)
        session = await visit.page.context.new_cdp_session(visit.page)
        manifest = await session.send("Page.getAppManifest")
        assert manifest["errors"] == []
        found = (await session.send("Page.getInstallabilityErrors"))["installabilityErrors"]
        assert {error["errorId"] for error in found} <= NOT_INSTALLABLE_IN_A_TEST
        for path in ("/", "/entry/food-sources/natto", "/check", "/plan", "/about"):
            await screen(visit, path)
            assert await visit.violations() == [], path
            assert await visit.overflows() == [], path
