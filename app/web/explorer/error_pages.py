"""Error pages of the explorer; the API answers with problem documents instead."""

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.api.exception_handlers import (
    answer_http_error,
    redirect_moved_entry,
    redirect_trailing_slash,
    unknown_entry,
)
from app.catalog.catalog import MovedEntryError, UnknownEntryError
from app.server.http.paths import MACHINE_PATH
from app.server.state.release_holder import request_release
from app.web.explorer.rendering import render_private_page
from app.web.explorer.template_filters import page_url

NOT_FOUND, GONE = 404, 410


def add_error_pages(app: FastAPI) -> None:
    """Handle the errors of which a browser gets a page; other requests get problem documents."""

    @app.exception_handler(UnknownEntryError)
    async def unknown_entry_page(request: Request, error: UnknownEntryError) -> Response:
        if _is_machine_path(request):
            raise unknown_entry(request, error) from error
        catalog = request_release(request.scope).catalog
        near = [catalog.entry(error.kind, slug) for slug in error.did_you_mean]
        status = NOT_FOUND if error.removed_by is None else GONE
        return render_private_page(catalog, "missing.html", status, kind=error.kind, error=error, near=near)

    @app.exception_handler(MovedEntryError)
    async def moved_entry_page(request: Request, error: MovedEntryError) -> Response:
        if _is_machine_path(request):
            return await redirect_moved_entry(request, error)
        return RedirectResponse(page_url(error.href), status_code=308)

    @app.exception_handler(HTTPException)
    async def not_found_page(request: Request, error: HTTPException) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "") and not _is_machine_path(request)
        if error.status_code != NOT_FOUND or not wants_page:
            return await answer_http_error(request, error)
        if redirect := redirect_trailing_slash(request, error):
            return redirect
        return render_private_page(request_release(request.scope).catalog, "not_found.html", NOT_FOUND)


def _is_machine_path(request: Request) -> bool:
    return MACHINE_PATH.match(request.url.path) is not None
