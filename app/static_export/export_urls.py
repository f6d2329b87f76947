"""URLs of a static export: which ones exist, moved or were removed in a release."""

from collections.abc import Iterator
from urllib.parse import urlencode

from app.api import bundle, citations, claim_evidence, guide, plan, reference_values, security_txt
from app.catalog.catalog import Catalog
from app.features.citations.schemas import GUIDE, CitationStyle
from app.schemas.filters import MAX_PAGE_SIZE
from app.vocabulary.graph import GraphFormat
from app.web.docs import markdown_pages, reference_pages

FIXED_URLS = (
    *guide.PATHS,
    plan.PATH,
    bundle.PATH,
    reference_values.PATH,
    "/v1/releases",
    "/openapi.json",
    security_txt.PATH,
)


def exported_urls(catalog: Catalog) -> list[str]:
    """Return the URLs to export, each once: of a list, only the first page."""
    return [*FIXED_URLS, *_docs_urls(), *_format_urls(), *_release_urls(catalog), *_entry_urls(catalog)]


def removed_urls(catalog: Catalog) -> list[str]:
    """Return the URLs of entries that an earlier release had; they answer 410 Gone."""
    removed = {key for entry in catalog.history for key in entry.removed}
    left = {key for key in removed if key.partition("/")[0] in catalog.kinds}
    return sorted(f"/v1/{key}" for key in left if not catalog.has(key) and key not in catalog.moved)


def redirects(catalog: Catalog) -> dict[str, str]:
    """Return the target URL of each former URL; they answer 308 Permanent Redirect."""
    moved = {f"/v1/{old}": f"/v1/{new}" for old, new in sorted(catalog.moved.items())}
    prefix = claim_evidence.PATH.partition("{")[0]
    evidence = {f"{old}/evidence": f"{new}/evidence" for old, new in moved.items() if old.startswith(prefix)}
    return moved | evidence


def url_with_query(path: str, **query: str) -> str:
    """Return a URL with its parameters percent-encoded and sorted by name."""
    return f"{path}?{urlencode(sorted(query.items()))}" if query else path


def _docs_urls() -> Iterator[str]:
    yield from (reference_pages.SCALAR_PAGE.path, reference_pages.SWAGGER_PAGE.path)
    yield from (f"/docs/{name}" for name in sorted(markdown_pages.PAGES))
    yield from (f"/docs/assets/{name}" for name in sorted(reference_pages.assets()))


def _format_urls() -> Iterator[str]:
    yield "/v1/graph"
    yield from (url_with_query("/v1/graph", format=graph_format.value) for graph_format in GraphFormat)
    yield url_with_query(citations.PATH, items=GUIDE)
    yield from (url_with_query(citations.PATH, items=GUIDE, style=style.value) for style in CitationStyle)


def _release_urls(catalog: Catalog) -> Iterator[str]:
    releases = [entry.id for entry in catalog.history]
    yield from (f"/v1/releases/{release}" for release in releases)
    for release in dict.fromkeys([*releases, catalog.release]):
        yield url_with_query("/v1/changes", since=release)


def _entry_urls(catalog: Catalog) -> Iterator[str]:
    for kind, entries in catalog.kinds.items():
        yield f"/v1/{kind}"
        yield url_with_query(f"/v1/{kind}", limit=str(MAX_PAGE_SIZE))
        yield from (f"/v1/{kind}/{entry.slug}" for entry in entries)
    for claim in catalog.kinds["claims"]:
        yield claim_evidence.PATH.format(slug=claim.slug)
