"""Routes of the explorer: home, guide, lists and entries.

No page is made on the event loop: its endpoint is not async, so that it runs in a worker thread.
"""

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api.collections import SlugInPath
from app.catalog.registry import KINDS
from app.features.linked_data import linked_data_of
from app.kinds.articles import Article
from app.kinds.claims import Claim
from app.schemas.kind import Kind
from app.server.state.release_holder import CurrentCatalog
from app.web.explorer import (
    about_me,
    about_pages,
    assets,
    chain_page,
    check_page,
    compare_page,
    link_preview,
    map_page,
    plan_page,
    search_page,
    site_files,
)
from app.web.explorer.article_view import article_context
from app.web.explorer.entry_view import build_entry_view, claim_context, entries_of
from app.web.explorer.home_view import home_context
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
def get_home(catalog: CurrentCatalog) -> Response:
    """Return the home page: search, the guide and the kinds."""
    return render_page(catalog, "home.html", query="", sections=catalog.guide, **home_context(catalog))


@router.get("/guide/{slug}")
def get_section(catalog: CurrentCatalog, slug: SlugInPath) -> Response:
    """Return one section of the guide with its entries."""
    positions = [position for position, section in enumerate(catalog.guide) if section.slug == slug]
    if not positions:
        raise HTTPException(404)
    here = positions[0]
    return render_page(
        catalog,
        "section.html",
        section=catalog.guide[here],
        entries=entries_of(catalog, catalog.guide[here]),
        previous=catalog.guide[here - 1] if here else None,
        following=catalog.guide[here + 1] if here + 1 < len(catalog.guide) else None,
    )


def explorer_routers() -> Iterator[APIRouter]:
    """Yield the routers of all pages and of the files they load."""
    yield from (
        router,
        assets.router,
        about_me.router,
        about_pages.router,
        chain_page.router,
        compare_page.router,
        link_preview.router,
        map_page.router,
        plan_page.router,
        check_page.router,
        search_page.router,
        site_files.router,
    )
    for kind in KINDS:
        yield kind_router(kind)


def kind_router(kind: Kind) -> APIRouter:
    """Return the routes of a kind: its list and its entries."""
    pages = APIRouter(prefix=f"/{kind.path}", include_in_schema=False, route_class=PageRoute)

    @pages.get("")
    def get_list(catalog: CurrentCatalog) -> Response:
        return render_page(catalog, "list.html", kind=kind.path, entries=catalog.entries_by_kind[kind.path])

    @pages.get("/{slug}")
    def get_entry(catalog: CurrentCatalog, slug: SlugInPath) -> Response:
        entry = catalog.entry(kind.path, slug)
        linked = linked_data_of(catalog, entry)
        if isinstance(entry, Article) and entry.scorecard:
            return render_page(catalog, "article.html", linked_data=linked, **article_context(catalog, entry))
        if isinstance(entry, Claim):
            return render_page(catalog, "claim.html", linked_data=linked, **claim_context(catalog, entry))
        return render_page(catalog, "entry.html", linked_data=linked, view=build_entry_view(catalog, entry))

    return pages
