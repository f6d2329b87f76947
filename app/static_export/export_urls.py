"""Every address whose answer can be listed: what a copy in files holds."""

from collections.abc import Iterator
from urllib.parse import urlencode

from app.api import bundle, citations, claim_evidence, guide, plan, security_txt
from app.catalog.catalog import Catalog
from app.features.citations.schemas import GUIDE, CitationStyle
from app.schemas.filters import MAX_PAGE_SIZE
from app.vocabulary.graph import GraphFormat
from app.web.docs import markdown_pages, reference_pages

ACROSS_KINDS = (*guide.PATHS, plan.PATH, bundle.PATH, "/v1/releases", "/openapi.json", security_txt.PATH)


def exported_urls(catalog: Catalog) -> list[str]:
    """Return every address of a release, each once: of lists the first page, which leads on to the others."""
    return [*ACROSS_KINDS, *_documentation(), *_forms(), *_history(catalog), *_entries(catalog)]


def removed_urls(catalog: Catalog) -> list[str]:
    """Return the addresses of removed entries, which say which release removed them."""
    removed = {key for entry in catalog.history for key in entry.removed}
    left = {key for key in removed if key.partition("/")[0] in catalog.kinds}
    return sorted(f"/v1/{key}" for key in left if not catalog.has(key) and key not in catalog.moved)


def moved_urls(catalog: Catalog) -> list[str]:
    """Return the addresses under former slugs, which lead on."""
    former = [f"/v1/{key}" for key in sorted(catalog.moved)]
    claims = claim_evidence.PATH.partition("{")[0]
    return [*former, *(f"{path}/evidence" for path in former if path.startswith(claims))]


def url_with_query(path: str, **query: str) -> str:
    """Return a path with a query as the API itself would write it."""
    return f"{path}?{urlencode(sorted(query.items()))}" if query else path


def _documentation() -> Iterator[str]:
    yield from (reference_pages.SCALAR_PAGE.path, reference_pages.SWAGGER_PAGE.path)
    yield from (f"/docs/{name}" for name in sorted(markdown_pages.PAGES))
    yield from (f"/docs/assets/{name}" for name in sorted(reference_pages.assets()))


def _forms() -> Iterator[str]:
    yield "/v1/graph"
    yield from (url_with_query("/v1/graph", format=form.value) for form in GraphFormat)
    yield url_with_query(citations.PATH, items=GUIDE)
    yield from (url_with_query(citations.PATH, items=GUIDE, style=style.value) for style in CitationStyle)


def _history(catalog: Catalog) -> Iterator[str]:
    kept = [entry.id for entry in catalog.history]
    yield from (f"/v1/releases/{release}" for release in kept)
    for release in dict.fromkeys([*kept, catalog.release]):
        yield url_with_query("/v1/changes", since=release)


def _entries(catalog: Catalog) -> Iterator[str]:
    for kind, entries in catalog.kinds.items():
        yield f"/v1/{kind}"
        yield url_with_query(f"/v1/{kind}", limit=str(MAX_PAGE_SIZE))
        yield from (f"/v1/{kind}/{entry.slug}" for entry in entries)
    for claim in catalog.kinds["claims"]:
        yield claim_evidence.PATH.format(slug=claim.slug)
