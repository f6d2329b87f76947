"""Render templates to HTML responses with their header fields."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.charts.svg_rendering import TEMPLATES as CHARTS
from app.core.references import USABLE_KINDS
from app.icons.icon_files import FOLDER as ICONS
from app.icons.icon_files import PREFIX as ICON_PREFIX
from app.icons.icon_files import kind_icon_href
from app.texts.page_texts import page_texts
from app.vocabulary.food import Diet, FreeFrom
from app.vocabulary.planning import Avoidance, Goal
from app.vocabulary.safety import Allergen, LifeStage
from app.web.explorer.assets import PREVIEW, PREVIEW_SIZE, asset_url
from app.web.explorer.caution_groups import LEVELS, names_all, people_of
from app.web.explorer.page_address import CURRENT
from app.web.explorer.template_filters import FILTERS, TEMPLATES, headings

OWN_STAGES = (
    *(LifeStage.PREGNANCY, LifeStage.TRYING_FOR_A_BABY, LifeStage.BREASTFEEDING),
    *(LifeStage.PERIMENOPAUSE, LifeStage.POSTMENOPAUSE),
)
"""Stages of life that an age does not tell."""

NAVIGATION = (
    ("/food-sources", "foods"),
    ("/articles/gut-and-bones", "article"),
    ("/plan", "plan"),
    ("/check", "check"),
    ("/chain", "map"),
)
"""Addresses of the main navigation, with the names of their texts."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class PageEnvironment(Environment):
    """A Jinja environment in which a name in a mapping comes before a method of the mapping."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a member of an object: `t.check.items` is a text, not the method of a dictionary."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def template_environment() -> Environment:
    """Return the Jinja environment: output is escaped, and an undefined name raises an error."""
    environment = PageEnvironment(
        loader=FileSystemLoader([TEMPLATES, CHARTS, ICONS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(
        t=page_texts(),
        navigation=navigation(),
        people_of=people_of,
        names_all=names_all,
        level_names=LEVELS,
        headings=headings(),
        icon_prefix=ICON_PREFIX,
        kind_icon_href=kind_icon_href,
        usable_kinds=USABLE_KINDS,
        allergens=Allergen,
        asset_url=asset_url,
        preview=PREVIEW,
        preview_size=PREVIEW_SIZE,
        avoidances=Avoidance,
        diets=Diet,
        free_from=FreeFrom,
        goals=Goal,
        life_stages=LifeStage,
        own_stages=OWN_STAGES,
    )
    return environment


def navigation() -> list[tuple[str, str]]:
    """Return the addresses and labels of the main navigation."""
    texts = page_texts()["base"]
    return [(href, texts[name]) for href, name in NAVIGATION]


def render_template(catalog: Catalog, template: str, **context: object) -> str:
    """Return a page as HTML."""
    shown = template_environment().get_template(template)
    return shown.render(catalog=catalog, address=CURRENT.get(), **context)


def render_page(catalog: Catalog, template: str, **context: object) -> HTMLResponse:
    """Return a page that caches may store like any other response of the release."""
    fields = {**release_headers(catalog), "Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return HTMLResponse(render_template(catalog, template, **context), headers=fields)


def render_private_page(
    catalog: Catalog, template: str, status: int = 200, **context: object
) -> HTMLResponse:
    """Return a page that no cache may store: it depends on a form, or reports an error."""
    fields = {"Cache-Control": "no-store", "Content-Security-Policy": CONTENT_SECURITY_POLICY}
    fields["Gutbone-Release"] = catalog.release
    text = render_template(catalog, template, is_private=True, **context)
    return HTMLResponse(text, status, headers=fields)
