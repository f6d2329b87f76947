"""Several entries of any kind at once, by `<kind>/<slug>`."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import json_response, members_body, viewed_entries
from app.catalog.catalog import Catalog
from app.core.base_model import Model, RequestModel
from app.core.entry_keys import split_keys
from app.core.field_types import ShortTexts
from app.features.name_resolution import InvalidParameter, InvalidQueryError, unknown_key
from app.schemas.entries import Entry, Included
from app.schemas.envelopes import Meta
from app.schemas.filters import COMMA_SEPARATED, NOT_IN_OPENAPI, View
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/entries"
MOST_IDS = 100


class EntriesQuery(RequestModel):
    """Which entries are asked for."""

    ids: tuple[str, ...] = Field(
        min_length=1,
        max_length=MOST_IDS,
        description="Entries as `<kind>/<slug>`: up to 100, with commas between them or repeated. "
        "Anything else gets a problem of its own in `problems`.",
        json_schema_extra={COMMA_SEPARATED: True},
    )
    view: View = Field("full", json_schema_extra=NOT_IN_OPENAPI)


class AnyEntry(Entry):
    """An entry of any kind: what all kinds share. The fields of its kind stand beside."""


class IdProblem(Model):
    """An id for which there is no entry, and why."""

    id: str = Field(description="The id asked.")
    detail: str = Field(description="What is wrong with it.")
    did_you_mean: ShortTexts = Field(description="Ids that look like it; may be empty.")


class EntriesAnswer(Model):
    """Entries in the order asked, and what is wrong with the ids that name none."""

    data: tuple[AnyEntry, ...] = Field(description="The entries that there are, each once.")
    problems: tuple[IdProblem, ...] = Field(description="One for each id without an entry.")
    included: Included
    meta: Meta


router = APIRouter(route_class=CachedRoute, tags=["overview"], responses=problem_responses(*COMMON_PROBLEMS))


@router.get(PATH, response_model=EntriesAnswer, operation_id="get_entries", summary="Get several entries")
def get_entries(catalog: CurrentCatalog, query: Annotated[EntriesQuery, Query()]) -> Response:
    """Return up to 100 entries of any kind, such as a list that a reader put together.

    A former slug gives its entry of today. An id without an entry is in `problems`; the others are
    answered. Show the `cautions` of an entry with it. `view=card`: `data` holds `Card`s, and `included` is
    `IncludedLines`.
    """
    ids = _asked_ids(query)
    keys = {asked: catalog.moved.get(asked, asked) for asked in ids}
    found = list(dict.fromkeys(key for key in keys.values() if catalog.has(key)))
    data, included = viewed_entries(catalog, found, query.view)
    problems = [_problem(catalog, asked) for asked, key in keys.items() if not catalog.has(key)]
    listed = b"[%b]" % b",".join(one.model_dump_json().encode() for one in problems)
    return json_response(
        catalog, members_body(catalog, {"data": data, "problems": listed, "included": included})
    )


def _asked_ids(query: EntriesQuery) -> list[str]:
    """Return the ids of a query, each once. Raises InvalidQueryError for too many."""
    given = split_keys(query.ids)
    if len(given) > MOST_IDS:
        message = f"{len(given)} ids are too many; ask for up to {MOST_IDS} at a time"
        raise InvalidQueryError([InvalidParameter("ids", ",".join(given), message, [])])
    return list(dict.fromkeys(given))


def _problem(catalog: Catalog, asked: str) -> IdProblem:
    invalid = unknown_key(catalog, "ids", asked)
    removed_by = next((entry.id for entry in reversed(catalog.history) if asked in entry.removed), None)
    detail = f"release {removed_by} removed it" if removed_by else invalid.message
    return IdProblem(id=asked, detail=detail, did_you_mean=tuple(invalid.near))
