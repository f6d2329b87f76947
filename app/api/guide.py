"""The guide routes: all of it, and one section."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoQuery
from app.api.responses import entry_response
from app.features.entry_cards import caution_lines_json
from app.features.guide import GuideItem, GuideSectionItem, guide_json, section_json, section_of
from app.schemas.filters import NOT_IN_OPENAPI
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog


class GuideQuery(NoQuery):
    """What the guide accepts: the view that lists have too, of which the guide has only one."""

    view: Literal["card"] = Field("card", json_schema_extra=NOT_IN_OPENAPI)


GuideParameters = Annotated[GuideQuery, Query()]
PATH = "/v1/guide"
SECTION_PATH = "/v1/guide/{section}"
SectionInPath = Annotated[
    str,
    Path(max_length=200, description="Slug of the section, as in `/v1/guide`.", examples=["fermented_foods"]),
]
router = APIRouter(route_class=CachedRoute, tags=["overview"], responses=problem_responses(*COMMON_PROBLEMS))


@router.get(PATH, response_model=GuideItem, operation_id="get_guide", summary="Get the guide")
def get_guide(catalog: CurrentCatalog, _query: GuideParameters) -> Response:
    """Return the article's whole course: one request draws the page.

    Its entries are cards always, as with `view=card`. Show the `cautions` of a card with it:
    `included.caution_lines` has their sentences.
    """
    return entry_response(catalog, guide_json(catalog), caution_lines_json(catalog, catalog.guide_keys))


@router.get(
    SECTION_PATH,
    response_model=GuideSectionItem,
    operation_id="get_guide_section",
    summary="Get one section of the guide",
    responses=problem_responses(problems.UNKNOWN_ENTRY),
)
def get_guide_section(catalog: CurrentCatalog, section: SectionInPath, _query: GuideParameters) -> Response:
    """Return one section of the guide, its entries as cards. Use it to draw one screen.

    Show the `cautions` of a card with it: `included.caution_lines` has their sentences.
    """
    found = section_of(catalog, section)
    body = section_json(catalog, found, found.keys)
    return entry_response(catalog, body, caution_lines_json(catalog, found.keys))
