"""Open pages in Chromium and record console messages, external requests and axe violations."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from playwright.async_api import Browser, Page, Request, ViewportSize, async_playwright
from sqlalchemy import Engine

from scripts.chromium import ARGUMENTS, HOW, found
from tests.fixtures.cli import running_server

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
COLOUR_RULES = """{ runOnly: { type: "tag", values: ["cat.color"] } }"""
PHONE: ViewportSize = {"width": 390, "height": 844}


@contextmanager
def content_server(engine: Engine) -> Iterator[str]:
    """Yield the address of a server with the content of an engine."""
    url = engine.url.render_as_string(hide_password=False)
    with running_server(database_url=url, port=0, access_log="false") as server:
        yield server.address


@asynccontextmanager
async def launch_chromium() -> AsyncIterator[Browser]:
    """Yield a Chromium."""
    path = found()
    assert path is not None, HOW
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@dataclass
class PageVisit:
    """A page with its console messages, external requests and transferred requests."""

    page: Page
    origin: str
    console_messages: list[str] = field(default_factory=list)
    external_requests: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def watch(self) -> None:
        """Record messages and requests from now on."""
        self.page.on("console", lambda message: self.console_messages.append(message.text))
        self.page.on("pageerror", lambda error: self.console_messages.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.external_requests.append(request.url)

    def assert_clean(self) -> None:
        """Fail if there is a console message or a request to another origin."""
        assert (self.console_messages, self.external_requests) == ([], [])

    async def transferred(self) -> int:
        """Return the bytes of all responses, headers and bodies as sent."""
        sizes = [await request.sizes() for request in self.requests]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)

    async def violations_in_both_themes(self) -> list[str]:
        """Return the axe violations in the light theme, and the colour violations in the dark one."""
        await self.page.emulate_media(color_scheme="light")
        found_by_axe = await self.violations()
        await self.page.emulate_media(color_scheme="dark")
        return [*found_by_axe, *await self.violations(COLOUR_RULES)]

    async def violations(self, asked: str = "") -> list[str]:
        """Return the axe violations of all rules, or of the given ones."""
        await self.page.evaluate(AXE)
        found_by_axe: list[dict[str, Any]] = (await self.page.evaluate(f"axe.run({asked})"))["violations"]
        return [
            f"{one['id']} ({one['impact']}): {one['help']} at {[node['target'] for node in one['nodes'][:3]]}"
            for one in found_by_axe
        ]

    async def overflows(self) -> list[str]:
        """Return the elements that overflow the window to the right."""
        wide: list[str] = await self.page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? [] :
               [...document.querySelectorAll("body *")]
                 .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
                 .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""
        )
        return wide


@asynccontextmanager
async def visit_page(browser: Browser, address: str, path: str, **context: Any) -> AsyncIterator[PageVisit]:
    """Yield a page that is loaded and watched; `context` is Playwright's, a phone by default."""
    opened = await browser.new_context(**{"viewport": PHONE, **context})
    visit = PageVisit(await opened.new_page(), address)
    visit.watch()
    await visit.page.goto(address + path, wait_until="load")
    yield visit
    await opened.close()
