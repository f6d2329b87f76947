"""One server and one Chromium for all tests of a module."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from sqlalchemy import Engine

from tests.browser.driving import driven, served


@pytest.fixture(scope="module")
def address(engine: Engine) -> Iterator[str]:
    """Return the address of a server with the real content."""
    with served(engine) as address:
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Return a Chromium."""
    async with driven() as browser:
        yield browser
