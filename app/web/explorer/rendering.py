"""Render templates to HTML responses with their header fields."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.charts.svg_rendering import TEMPLATES as CHARTS
from app.core.references import USABLE_KINDS
from app.vocabulary.food import Diet, FreeFrom
from app.vocabulary.planning import Avoidance, Goal
from app.vocabulary.safety import Allergen, LifeStage
from app.web.explorer.template_filters import FILTERS, TEMPLATES, descriptions, headings

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def template_environment() -> Environment:
    """Return the Jinja environment: output is escaped, and an undefined name raises an error."""
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, CHARTS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(
        descriptions=descriptions(),
        headings=headings(),
        usable_kinds=USABLE_KINDS,
        allergens=Allergen,
        avoidances=Avoidance,
        diets=Diet,
        free_from=FreeFrom,
        goals=Goal,
        life_stages=LifeStage,
    )
    return environment


def render_template(catalog: Catalog, template: str, **context: object) -> str:
    """Return a page as HTML."""
    return template_environment().get_template(template).render(catalog=catalog, **context)


def render_page(catalog: Catalog, template: str, **context: object) -> HTMLResponse:
    """Return a page that caches may store like any other response of the release."""
    fields = {**release_headers(catalog), "Content-Security-Policy": POLICY}
    return HTMLResponse(render_template(catalog, template, **context), headers=fields)


def render_private_page(
    catalog: Catalog, template: str, status: int = 200, **context: object
) -> HTMLResponse:
    """Return a page that no cache may store: it depends on a form, or reports an error."""
    fields = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
    fields["Gutbone-Release"] = catalog.release
    return HTMLResponse(render_template(catalog, template, **context), status, headers=fields)
