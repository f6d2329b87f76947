"""The address of the page that is being made: for its canonical link, and to report a mistake on it."""

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.catalog.catalog import Catalog


@dataclass(frozen=True)
class PageAddress:
    """The path of a page, and what the settings say of this server; never its Host or its query."""

    path: str
    origin: str | None
    report: str

    def report_href(self, catalog: Catalog) -> str | None:
        """Return where to report a mistake, with the page and the release filled in; None: nowhere."""
        values = {"page": self.path, "release": catalog.release}
        href = self.report
        for name, value in values.items():
            href = href.replace(f"{{{name}}}", quote(value, safe=""))
        return href or None


CURRENT: ContextVar[PageAddress | None] = ContextVar("page_address", default=None)
"""The address of the request that this task answers; None outside of a route of a page."""


class PageRoute(CachedRoute):
    """A route of a page: while it is made, its address is known."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, within which CURRENT is the address of the request."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            settings = request.app.state.settings
            address = PageAddress(request.url.path, settings.page_origin, settings.report_address)
            token = CURRENT.set(address)
            try:
                return await handler(request)
            finally:
                CURRENT.reset(token)

        return handle
