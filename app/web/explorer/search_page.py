"""Search as a page: the results of `/v1/search`, with the matches highlighted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.search import ready_index
from app.catalog.catalog import Catalog
from app.features.search.schemas import SearchQuery
from app.features.search.search import search
from app.features.search.search_index import SearchIndex
from app.server.state.release_holder import CurrentCatalog
from app.web.explorer.caution_groups import caution_groups
from app.web.explorer.entry_view import answer_card
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page

LIMIT = 30
MAX_LENGTH = 200
"""Characters of a query; a longer one is cut, as the input field does."""

FIELDS = ("name", "summary", "found_as")
Part = tuple[str, bool]
"""A part of a text, and whether it matches the query."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/search")
async def get_page(
    catalog: CurrentCatalog, q: Annotated[str, Query()] = "", kind: Annotated[str, Query()] = ""
) -> Response:
    """Return the results of a query, or the search box alone if it is empty."""
    text = q[:MAX_LENGTH].strip()
    known = kind if kind in catalog.entries_by_kind else ""
    answer = await _search(catalog, text, known) if text else None
    context = {"query": text, "kind": known, "answer": answer, "best": _best_answer(catalog, answer)}
    return await run_in_threadpool(render_page, catalog, "search.html", **context)


async def _search(catalog: Catalog, text: str, kind: str) -> dict[str, Any]:
    index = await ready_index(catalog)
    query = SearchQuery(q=text, kind=(kind,) if kind else (), limit=LIMIT)
    return await run_in_threadpool(_highlighted, catalog, index, query)


def _highlighted(catalog: Catalog, index: SearchIndex, query: SearchQuery) -> dict[str, Any]:
    answer = {name: json.loads(member) for name, member in search(catalog, index, query).items()}
    for hit in answer["data"]:
        hit["parts"] = {name: list(highlight_parts(hit[name] or "", hit["ranges"][name])) for name in FIELDS}
        hit["entry"] = catalog.entry(hit["kind"], hit["slug"])
    return answer


def _best_answer(catalog: Catalog, answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the answer card of the first result, if it answers a question."""
    hits = answer["data"] if answer else []
    if not hits or hits[0]["entry"].answer is None:
        return None
    entry = hits[0]["entry"]
    return {"card": answer_card(catalog, entry), "groups": caution_groups(catalog, entry, entry.cautions)}


def highlight_parts(text: str, ranges: Sequence[Mapping[str, int]]) -> Iterator[Part]:
    """Yield the parts of a text in order; those within the ranges are matches."""
    position = 0
    for span in ranges:
        yield text[position : span["start"]], False
        yield text[span["start"] : span["end"]], True
        position = span["end"]
    yield text[position:], False
