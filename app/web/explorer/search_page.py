"""Search as a page: the results of `/v1/search`, with the matches highlighted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.search import ready_index
from app.catalog.catalog import Catalog
from app.features.search.schemas import SearchQuery
from app.features.search.search import search
from app.features.search.search_index import SearchIndex
from app.server.state.catalog_state import CurrentCatalog
from app.web.explorer.rendering import render_page

LIMIT = 30
MAX_LENGTH = 200
"""Characters of a query; a longer one is cut, as the input field does."""

FIELDS = ("name", "summary", "found_as")
Part = tuple[str, bool]
"""A part of a text, and whether it matches the query."""

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/search")
async def get_page(
    catalog: CurrentCatalog, q: Annotated[str, Query()] = "", kind: Annotated[str, Query()] = ""
) -> Response:
    """Return the results of a query, or the search box alone if it is empty."""
    text = q[:MAX_LENGTH].strip()
    known = kind if kind in catalog.kinds else ""
    answer = await _search(catalog, text, known) if text else None
    return await run_in_threadpool(render_page, catalog, "search.html", query=text, kind=known, answer=answer)


async def _search(catalog: Catalog, text: str, kind: str) -> dict[str, Any]:
    index = await ready_index(catalog)
    query = SearchQuery(q=text, kind=(kind,) if kind else (), limit=LIMIT)
    return await run_in_threadpool(_highlighted, index, query)


def _highlighted(index: SearchIndex, query: SearchQuery) -> dict[str, Any]:
    answer = {name: json.loads(member) for name, member in search(index, query).items()}
    for hit in answer["data"]:
        hit["parts"] = {name: list(highlight_parts(hit[name] or "", hit["ranges"][name])) for name in FIELDS}
    return answer


def highlight_parts(text: str, ranges: Sequence[Mapping[str, int]]) -> Iterator[Part]:
    """Yield the parts of a text in order; those within the ranges are matches."""
    position = 0
    for span in ranges:
        yield text[position : span["start"]], False
        yield text[span["start"] : span["end"]], True
        position = span["end"]
    yield text[position:], False
