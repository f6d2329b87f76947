"""The check as a form. Its input is health data, so it is never in a URL, a log or a cache."""

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
from app.web.explorer.forms import (
    FormFields,
    entries_by_kind,
    multiple_values,
    read_form,
    single_value,
    validate_form,
)
from app.web.explorer.rendering import render_page, render_private_page

UNPROCESSABLE = 422
EMPTY_FORM = "Choose or type at least one food, supplement or activity."

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/check")
async def get_form(catalog: CurrentCatalog) -> Response:
    """Return the empty form."""
    return render_page(catalog, "check.html", answer=None, errors=[], **_form_context(catalog, {}))


@router.post("/check")
async def post_form(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the result of the check, and the form as submitted."""
    form = await read_form(request)
    names = {name: multiple_values(form, name) for name in ("items", "conditions", "medicines", "allergies")}
    choices = single_value(form, "life_stage") | single_value(form, "diet")
    check_request, errors = validate_form(CheckRequest, {**names, **choices})
    if check_request is None:
        messages = [EMPTY_FORM] if not names["items"] else errors
        context = _form_context(catalog, form)
        return render_private_page(
            catalog, "check.html", UNPROCESSABLE, answer=None, errors=messages, **context
        )
    answer = await run_in_threadpool(check, catalog, check_request)
    return render_private_page(
        catalog, "check.html", answer=answer, request=check_request, errors=[], **_form_context(catalog, form)
    )


def _form_context(catalog: Catalog, form: FormFields) -> dict[str, Any]:
    return {
        "submitted": form,
        "items": entries_by_kind(catalog, *USABLE_KINDS),
        "conditions": catalog.kinds["conditions"],
        "medicines": catalog.kinds["medicines"],
        "life_stages": LifeStage,
        "diets": Diet,
        "allergens": Allergen,
    }
