"""Pages written in Markdown in `docs/`: errors, evidence policy, cookbook and others."""

from functools import cache
from pathlib import Path
from string import Template

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from app.api.cached_route import CachedRoute

PAGES = {
    "errors": "Errors",
    "evidence-policy": "How grades are given",
    "app-review": "Passing an app store's review",
    "offline-sync": "Working offline",
    "editing": "The editor's desk",
    "agents": "Assistants and the web of data",
    "operating": "Operating",
    "architecture": "Architecture",
    "glossary": "Glossary",
    "wire": "The wire layer",
    "security": "Security",
    "threat-model": "Threat model",
    "cookbook": "Cookbook",
    "cookbook/food-detail": "A food in detail",
    "cookbook/warning-banner": "A warning banner",
    "cookbook/daily-tip": "A daily tip",
    "cookbook/evidence-sheet": "An evidence sheet",
    "cookbook/type-ahead": "Search while typing",
    "cookbook/offline-sync": "Working offline, in code",
    "cookbook/reference-list": "The reference list",
    "cookbook/printable-plan": "A plan to print",
}
POLICY = (
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
        render_page_html(name), headers={"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
    )


@cache
def render_page_html(name: str) -> str:
    """Return a page as HTML."""
    # markdown-it costs start-up time and memory, so it is imported when the first page is requested.
    from app.web.docs.markdown_renderer import render_markdown

    template = Template(TEMPLATE.read_text("utf-8"))
    return template.substitute(title=PAGES[name], body=render_markdown(name, PAGES))
