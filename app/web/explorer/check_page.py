"""Check as a form. What is asked is about somebody's health: it is in no address, no log, no cache."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.catalog.catalog import Catalog
from app.core.references import USABLE_KINDS
from app.features.check.check import check
from app.features.check.schemas import CheckRequest
from app.server.state.catalog_state import CurrentCatalog
from app.vocabulary.food import Diet
from app.vocabulary.safety import Allergen, LifeStage
from app.web.explorer.forms import Sent, offered, one, read_form, several, validate_form
from app.web.explorer.rendering import render_page, render_private_page

UNREADABLE = 422
NOTHING_CHOSEN = "Choose or type at least one food, supplement or activity."

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/check")
async def get_form(catalog: CurrentCatalog) -> Response:
    """Return the empty form."""
    return render_page(catalog, "check.html", answer=None, mistakes=[], **_form(catalog, {}))


@router.post("/check")
async def post_form(catalog: CurrentCatalog, request: Request) -> Response:
    """Return what is known of a plan for a person, and the form as it was sent."""
    sent = await read_form(request)
    words = {name: several(sent, name) for name in ("items", "conditions", "medicines", "allergies")}
    choices = one(sent, "life_stage") | one(sent, "diet")
    asked, mistakes = validate_form(CheckRequest, {**words, **choices})
    if asked is None:
        told = [NOTHING_CHOSEN] if not words["items"] else mistakes
        filled = _form(catalog, sent)
        return render_private_page(catalog, "check.html", UNREADABLE, answer=None, mistakes=told, **filled)
    answer = await run_in_threadpool(check, catalog, asked)
    return render_private_page(
        catalog, "check.html", answer=answer, asked=asked, mistakes=[], **_form(catalog, sent)
    )


def _form(catalog: Catalog, sent: Sent) -> dict[str, Any]:
    return {
        "sent": sent,
        "items": offered(catalog, *USABLE_KINDS),
        "conditions": catalog.kinds["conditions"],
        "medicines": catalog.kinds["medicines"],
        "life_stages": LifeStage,
        "diets": Diet,
        "allergens": Allergen,
    }
