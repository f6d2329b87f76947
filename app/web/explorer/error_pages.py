"""Pages that say what is not there: for people what problem documents are for programs."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.api.exception_handlers import http_problem, redirect_moved_entry, unknown_entry
from app.catalog.catalog import MovedEntryError, UnknownEntryError
from app.server.state.catalog_state import current_release
from app.web.explorer.kind_headings import headings
from app.web.explorer.rendering import render_private_page

FOR_PROGRAMS = ("/v1", "/health", "/docs", "/openapi.json")
GONE, MISSING = 410, 404
Handler = Callable[[Request, Exception], Awaitable[Response]]


def add_error_pages(app: FastAPI) -> None:
    """Answer people with pages where programs get problem documents; the rest stays as it is."""
    app.add_exception_handler(UnknownEntryError, on_unknown_page)
    app.add_exception_handler(MovedEntryError, on_moved_page)
    app.add_exception_handler(HTTPException, on_missing_page)


async def on_unknown_page(request: Request, error: Exception) -> Response:
    """Answer a slug that no entry has, or no longer has."""
    if not isinstance(error, UnknownEntryError):
        raise error
    if _for_programs(request):
        raise unknown_entry(request, error) from error
    catalog = current_release(request.scope).catalog
    near = [catalog.entry(error.kind, slug) for slug in error.did_you_mean]
    status = MISSING if error.removed_by is None else GONE
    return render_private_page(catalog, "missing.html", status, kind=error.kind, error=error, near=near)


async def on_moved_page(request: Request, error: Exception) -> Response:
    """Lead on to the page of an entry that has another slug now."""
    if not isinstance(error, MovedEntryError) or _for_programs(request):
        return await redirect_moved_entry(request, error)
    return RedirectResponse(error.href.removeprefix("/v1"), status_code=308)


async def on_missing_page(request: Request, error: Exception) -> Response:
    """Answer an address where nothing is, as a page to a browser."""
    if not isinstance(error, HTTPException):
        raise error
    wants_page = "text/html" in request.headers.get("accept", "") and not _for_programs(request)
    if error.status_code != MISSING or not wants_page:
        raise http_problem(request, error) from error
    catalog = current_release(request.scope).catalog
    return render_private_page(catalog, "nowhere.html", MISSING, kinds=headings())


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith(FOR_PROGRAMS)
