"""Templates filled in, and what their pages go out with."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.charts.svg_rendering import TEMPLATES as PICTURES
from app.web.explorer.kind_headings import headings
from app.web.explorer.template_filters import FILTERS

TEMPLATES = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_STORE: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-store"})


@cache
def environment() -> Environment:
    """Return the templates: everything filled in is escaped, and a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader([TEMPLATES, PICTURES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def written(catalog: Catalog, template: str, **filled: object) -> str:
    """Return a page as HTML."""
    shared = {"meta": catalog.meta, "headings": headings(), "disclaimer": catalog.disclaimer}
    return environment().get_template(template).render(**shared, **filled)


def page(catalog: Catalog, template: str, **filled: object) -> HTMLResponse:
    """Return a page that caches may keep as long as any other answer of the release."""
    kept = {**release_headers(catalog), "Content-Security-Policy": POLICY}
    return HTMLResponse(written(catalog, template, **filled), headers=kept)


def render_private_page(catalog: Catalog, template: str, status: int = 200, **filled: object) -> HTMLResponse:
    """Return a page that nobody keeps: it answers one person, or says that something is not there."""
    kept = {**NO_STORE, "Content-Security-Policy": POLICY, "Gutbone-Release": catalog.release}
    return HTMLResponse(written(catalog, template, **filled), status, headers=kept)
