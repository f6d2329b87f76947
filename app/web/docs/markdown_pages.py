"""Pages written in Markdown in `docs/`: errors, evidence policy, cookbook and others."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from app.api.cached_route import CachedRoute
from app.texts.page_texts import page_texts, say

PAGES = (
    "errors",
    "evidence-policy",
    "app-review",
    "offline-sync",
    "editing",
    "agents",
    "operating",
    "architecture",
    "glossary",
    "wire",
    "security",
    "threat-model",
    "cookbook",
    "cookbook/food-detail",
    "cookbook/warning-banner",
    "cookbook/daily-tip",
    "cookbook/evidence-sheet",
    "cookbook/type-ahead",
    "cookbook/offline-sync",
    "cookbook/reference-list",
    "cookbook/printable-plan",
)
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
TEMPLATE = Path(__file__).parent / "assets" / "markdown.html"

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/docs/{name}")
@router.get("/docs/cookbook/{recipe}")
def get_page(name: str = "", recipe: str = "") -> Response:
    """Return one of the pages."""
    name = name or f"cookbook/{recipe}"
    if name not in PAGES:
        raise HTTPException(404)
    return HTMLResponse(
        render_page_html(name),
        headers={"Cache-Control": "no-cache", "Content-Security-Policy": CONTENT_SECURITY_POLICY},
    )


@cache
def render_page_html(name: str) -> str:
    """Return a page as HTML."""
    # markdown-it costs start-up time and memory, so it is imported when the first page is requested.
    from app.web.docs.markdown_renderer import render_markdown

    template = Template(TEMPLATE.read_text("utf-8"))
    texts = page_texts()["docs"]
    title = escape(say(texts["title"], title=texts["titles"][name]))
    return template.substitute(title=title, body=render_markdown(name, PAGES))
