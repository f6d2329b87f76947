"""Search as a page: what `/v1/search` answers, with its words marked."""

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

SHOWN = 30
LONGEST = 200
"""Characters of a question; what is longer is cut, as the box for it does."""

MARKED = ("name", "summary", "found_as")
Part = tuple[str, bool]
"""A part of a text, and whether it is one of the words that were asked."""

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/search")
async def get_page(
    catalog: CurrentCatalog, q: Annotated[str, Query()] = "", kind: Annotated[str, Query()] = ""
) -> Response:
    """Return the hits of a question, or the box alone where nothing is asked."""
    asked = q[:LONGEST].strip()
    known = kind if kind in catalog.kinds else ""
    answer = await _answer(catalog, asked, known) if asked else None
    return render_page(catalog, "search.html", asked=asked, kind=known, answer=answer)


async def _answer(catalog: Catalog, asked: str, kind: str) -> dict[str, Any]:
    index = await ready_index(catalog)
    query = SearchQuery(q=asked, kind=(kind,) if kind else (), limit=SHOWN)
    return await run_in_threadpool(_found, index, query)


def _found(index: SearchIndex, query: SearchQuery) -> dict[str, Any]:
    answer = {name: json.loads(member) for name, member in search(index, query).items()}
    for hit in answer["data"]:
        hit["parts"] = {name: list(highlight_parts(hit[name] or "", hit["ranges"][name])) for name in MARKED}
    return answer


def highlight_parts(text: str, ranges: Sequence[Mapping[str, int]]) -> Iterator[Part]:
    """Yield the parts of a text in order, those within the ranges marked."""
    place = 0
    for span in ranges:
        yield text[place : span["start"]], False
        yield text[span["start"] : span["end"]], True
        place = span["end"]
    yield text[place:], False
