"""The search and suggest routes."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.cached_route import QueryRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import data_response, json_response, members_body
from app.catalog.catalog import Catalog
from app.features.recognition.name_index import name_index_of
from app.features.search.schemas import SearchAnswer, SearchQuery, SuggestAnswer, SuggestQuery
from app.features.search.search import search
from app.features.search.search_index import SearchIndex, search_index_of
from app.features.search.suggest import suggest
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

TAG = {"name": "search", "description": "Full text over every kind, and names while they are typed."}
router = APIRouter(
    prefix="/v1", tags=[TAG["name"]], responses=problem_responses(*COMMON_PROBLEMS), route_class=QueryRoute
)


@router.get(
    "/search",
    response_model=SearchAnswer,
    operation_id="search_entries",
    summary="Search in every kind of entry",
    responses=problem_responses(problems.UNKNOWN_PAGE),
)
async def get_search(catalog: CurrentCatalog, query: Annotated[SearchQuery, Query()]) -> Response:
    """Return entries that answer a question, the best first; nothing found is an empty list.

    Words are found in any form, by other names and by names that mean the same, with small mistakes
    in them (`did_you_mean` says which), and the last one by its beginning. A hit holds all words of a short
    question and most of a long one; where no entry does, as many as there are. Names count more than
    summaries, and these more than other texts, which are searched too and not shown: a sentence out of its
    place would stand without its grade. `view=card`: `data` holds `Card`s, and `included` is `IncludedLines`.
    """
    return json_response(catalog, members_body(catalog, search(catalog, await ready_index(catalog), query)))


@router.get(
    "/suggest",
    response_model=SuggestAnswer,
    operation_id="suggest_names",
    summary="Suggest names while one types",
)
async def get_suggest(catalog: CurrentCatalog, query: Annotated[SuggestQuery, Query()]) -> Response:
    """Return names that go on from what was typed, one an entry, other names and small mistakes included."""
    return data_response(catalog, suggest(catalog, await ready_index(catalog), query))


async def ready_index(catalog: Catalog) -> SearchIndex:
    """Return the search index of a release; it is built in a thread on first use, without blocking others."""
    index = search_index_of.cached_value(catalog)
    return index if index is not None else await run_in_threadpool(_built_index, catalog)


def _built_index(catalog: Catalog) -> SearchIndex:
    name_index_of(catalog)
    return search_index_of(catalog)
