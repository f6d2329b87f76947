"""The check as a form. Its input is health data, so it is never in a URL, a log or a cache."""

from http import HTTPStatus
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
from app.web.explorer.forms import (
    FormFields,
    multiple_values,
    read_form,
    single_value,
    validate_form,
)
from app.web.explorer.rendering import render_page, render_private_page

EMPTY_FORM = "Choose or type at least one food, supplement or activity."

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/check")
def get_form(catalog: CurrentCatalog) -> Response:
    """Return the empty form."""
    return render_page(catalog, "check.html", answer=None, errors=[], **_form_context(catalog, {}))


@router.post("/check")
async def post_form(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the result of the check, and the form as submitted."""
    return await run_in_threadpool(_check_page, catalog, await read_form(request))


def _check_page(catalog: Catalog, form: FormFields) -> Response:
    names = {name: multiple_values(form, name) for name in ("items", "conditions", "medicines", "allergies")}
    choices = single_value(form, "life_stage") | single_value(form, "diet")
    check_request, errors = validate_form(CheckRequest, {**names, **choices})
    context = _form_context(catalog, form)
    if check_request is None:
        context |= {"answer": None, "errors": errors if names["items"] else [EMPTY_FORM]}
        return render_private_page(catalog, "check.html", HTTPStatus.UNPROCESSABLE_ENTITY, **context)
    context |= {"answer": check(catalog, check_request), "request": check_request}
    return render_private_page(catalog, "check.html", errors=[], **context)


def _form_context(catalog: Catalog, form: FormFields) -> dict[str, Any]:
    return {"submitted": form, "items": [(kind, catalog.kinds[kind]) for kind in USABLE_KINDS]}
