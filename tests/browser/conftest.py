"""Fixtures: one server and one Chromium per process."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from sqlalchemy import Engine

from tests.browser.page_visits import content_server, launch_chromium


@pytest.fixture(scope="session")
def address(engine: Engine) -> Iterator[str]:
    """Return the address of a server with the real content."""
    with content_server(engine) as address:
        yield address


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Return a Chromium."""
    async with launch_chromium() as browser:
        yield browser
