"""The check as a form. Its input is health data, so it is never in a URL, a log or a cache."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.catalog.catalog import Catalog
from app.catalog.name_schemas import NAME_FIELDS
from app.core.references import USABLE_KINDS
from app.features.check.caution_index import caution_index_of
from app.features.check.check import check
from app.features.check.near_groups import near_groups
from app.features.check.schemas import CheckAnswer, CheckRequest
from app.server.state.release_holder import CurrentCatalog
from app.texts.page_texts import page_texts
from app.web.explorer.forms import (
    FormFields,
    multiple_values,
    read_form,
    single_value,
    validate_form,
)
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page, render_private_page

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/check")
def get_form(catalog: CurrentCatalog) -> Response:
    """Return the empty form."""
    return render_page(catalog, "check.html", answer=None, errors=[], **_form_context(catalog, {}))


@router.post("/check")
async def post_form(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the result of the check, and the form as submitted."""
    return await run_in_threadpool(_check_page, catalog, await read_form(request))


@router.post("/check/sheet")
async def post_sheet(catalog: CurrentCatalog, request: Request) -> Response:
    """Return one sheet to hand to a doctor or pharmacist."""
    return await run_in_threadpool(_sheet_page, catalog, await read_form(request))


def _sheet_page(catalog: Catalog, form: FormFields) -> Response:
    check_request, errors = _requested(form)
    if check_request is None:
        context = _form_context(catalog, form) | {"answer": None, "errors": errors}
        return render_private_page(catalog, "check.html", HTTPStatus.UNPROCESSABLE_ENTITY, **context)
    context = _answer_context(check(catalog, check_request))
    given = {name: getattr(check_request, name) for name in NAME_FIELDS}
    labels = [(name, page_texts()["sheet"][name]) for name in NAME_FIELDS]
    return render_private_page(catalog, "sheet.html", given=given, given_fields=labels, **context)


def _requested(form: FormFields) -> tuple[CheckRequest | None, list[str]]:
    """Return the request of a form, or what is wrong with it."""
    names: dict[str, list[str]] = {name: multiple_values(form, name) for name in NAME_FIELDS}
    request, errors = validate_form(CheckRequest, {**names, **single_value(form, "diet")})
    return request, errors if names["items"] else [page_texts()["form"]["no_item"]]


def _check_page(catalog: Catalog, form: FormFields) -> Response:
    check_request, errors = _requested(form)
    context = _form_context(catalog, form)
    if check_request is None:
        context |= {"answer": None, "errors": errors}
        return render_private_page(catalog, "check.html", HTTPStatus.UNPROCESSABLE_ENTITY, **context)
    context |= _answer_context(check(catalog, check_request))
    context |= {"request": check_request, "for_any_plan": caution_index_of(catalog).any_activity}
    return render_private_page(catalog, "check.html", errors=[], **context)


def _answer_context(answer: CheckAnswer) -> dict[str, Any]:
    """Return an answer with what it asks: which name was meant, and whether a guess is right."""
    guesses = [one for one in answer.understood if one.taken_for and one.note]
    return {"answer": answer, "near": near_groups(answer.not_understood), "guesses": guesses}


def _form_context(catalog: Catalog, form: FormFields) -> dict[str, Any]:
    return {"submitted": form, "items": [(kind, catalog.entries_by_kind[kind]) for kind in USABLE_KINDS]}
