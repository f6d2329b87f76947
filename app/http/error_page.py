"""The page that problem documents point at: what each problem means and how to mend it."""

from html import escape

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from app.http.problems import TYPES

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def error_page_router() -> APIRouter:
    """Return the route of the page, the same text as `docs/errors.md`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs/errors")
    async def errors() -> Response:
        sections = "".join(
            f'<section id="{kind.slug}"><h2>{escape(kind.title)}</h2>'
            f"<p>Status {kind.status or 'as given'}. {escape(kind.remedy)}</p></section>"
            for kind in TYPES
        )
        page = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>Gutbone: problems</title></head>'
            f"<body><main><h1>Problems, and how to mend them</h1>{sections}</main></body></html>"
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    return router
