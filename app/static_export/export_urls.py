"""URLs of a static export: which ones exist, moved or were removed in a release."""

from collections.abc import Iterator
from urllib.parse import urlencode

from app.api import (
    bundle,
    citations,
    claim_evidence,
    disclaimer,
    discovery,
    downloads,
    facets,
    feeds,
    food_figures,
    foods,
    graph,
    guide,
    index,
    linked_data,
    plan,
    reference_values,
    security_txt,
)
from app.catalog.catalog import Catalog
from app.core.entry_keys import kind_of
from app.core.references import FOOD_KINDS
from app.features.citations.schemas import GUIDE
from app.icons.icon_files import icon_files
from app.schemas.filters import MAX_PAGE_SIZE
from app.web.docs import markdown_pages, reference_pages

FIXED_URLS = (
    index.PATH,
    guide.PATH,
    facets.PATH,
    disclaimer.PATH,
    plan.PATH,
    bundle.PATH,
    reference_values.PATH,
    "/v1/releases",
    "/openapi.json",
    security_txt.PATH,
    discovery.CATALOG_PATH,
    downloads.FHIR_PATH,
    *discovery.LLMS_PATHS,
    *(feeds.PATH.format(name=name) for name in feeds.FEEDS),
)


def exported_urls(catalog: Catalog) -> list[str]:
    """Return the URLs to export, each once: of a list, only the first page."""
    return [
        *FIXED_URLS,
        *_docs_urls(),
        *_icon_urls(),
        *_format_urls(),
        *_release_urls(catalog),
        *_entry_urls(catalog),
    ]


def removed_urls(catalog: Catalog) -> list[str]:
    """Return the URLs of entries that an earlier release had; they answer 410 Gone."""
    removed = {key for entry in catalog.history for key in entry.removed}
    left = {key for key in removed if kind_of(key) in catalog.entries_by_kind}
    return sorted(f"/v1/{key}" for key in left if not catalog.has(key) and key not in catalog.moved)


def redirects(catalog: Catalog) -> dict[str, str]:
    """Return the target URL of each former URL; they answer 308 Permanent Redirect."""
    moved = {f"/v1/{old}": f"/v1/{new}" for old, new in sorted(catalog.moved.items())}
    prefix = claim_evidence.PATH.partition("{")[0]
    evidence = {
        f"{old}/{ending}": f"{new}/{ending}"
        for old, new in moved.items()
        for ending in ("evidence", "evidence.svg")
        if old.startswith(prefix)
    }
    figures = {
        f"{old}{food_figures.ENDING}": f"{new}{food_figures.ENDING}"
        for old, new in moved.items()
        if old.split("/")[2] in FOOD_KINDS
    }
    return moved | evidence | figures


def url_with_query(path: str, **query: str) -> str:
    """Return a URL with its parameters percent-encoded and sorted by name."""
    return f"{path}?{urlencode(sorted(query.items()))}" if query else path


def _docs_urls() -> Iterator[str]:
    yield from (reference_pages.SCALAR_PAGE.path, reference_pages.SWAGGER_PAGE.path)
    yield from (f"/docs/{name}" for name in sorted(markdown_pages.PAGES))
    yield from (f"/docs/assets/{name}" for name in sorted(reference_pages.assets()))


def _icon_urls() -> Iterator[str]:
    yield from (f"/icons/{name}" for name in icon_files())


def _format_urls() -> Iterator[str]:
    yield graph.PATH
    yield from (file.path for file in graph.GRAPH_FILES.values())
    for path in (citations.PATH, *(file.path for file in citations.CITATION_FILES)):
        yield url_with_query(path, items=GUIDE)


def _release_urls(catalog: Catalog) -> Iterator[str]:
    releases = [entry.id for entry in catalog.history]
    yield from (f"/v1/releases/{release}" for release in releases)
    for release in dict.fromkeys([*releases, catalog.release]):
        yield url_with_query("/v1/changes", since=release)


def _entry_urls(catalog: Catalog) -> Iterator[str]:
    yield from (guide.SECTION_PATH.format(section=section.slug) for section in catalog.guide)
    for path in (foods.PATH, *catalog.entries_by_kind):
        yield f"/v1/{path}"
        yield url_with_query(f"/v1/{path}", limit=str(MAX_PAGE_SIZE))
    for kind, entries in catalog.entries_by_kind.items():
        yield from (f"/v1/{kind}/{entry.slug}" for entry in entries)
        yield from (linked_data.PATH.format(kind=kind, slug=entry.slug) for entry in entries)
    for kind in FOOD_KINDS:
        yield from (f"/v1/{kind}/{slug}{food_figures.ENDING}" for slug in catalog.slugs(kind))
    for claim in catalog.entries_by_kind["claims"]:
        yield claim_evidence.PATH.format(slug=claim.slug)
        yield claim_evidence.SVG_PATH.format(slug=claim.slug)
