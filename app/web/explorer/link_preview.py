"""The picture of an entry in link previews: its answer card, with the extra `pictures`."""

from http import HTTPStatus

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import SlugInPath
from app.api.responses import release_headers
from app.charts.png_rendering import FONT, svg_to_png
from app.server.state.release_holder import CurrentCatalog
from app.web.explorer.entry_view import answer_card
from app.web.explorer.rendering import render_template

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/previews/{kind}/{slug}.png")
def get_preview(catalog: CurrentCatalog, kind: str, slug: SlugInPath) -> Response:
    """Return the picture of an entry that has an answer, drawn in a worker thread."""
    card = answer_card(catalog, catalog.entry(kind, slug)) if kind in catalog.entries_by_kind else None
    if card is None or not card.preview:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    svg = render_template(catalog, "preview.svg", card=card, font=FONT)
    headers = release_headers(catalog) | {"Content-Type": "image/png"}
    return Response(svg_to_png(svg), headers=headers)
