"""The plan as a form. Its choices are health data, so they are sent in the body, not in the URL."""

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.catalog.catalog import Catalog
from app.features.citations.citation_numbering import citations_of
from app.features.citations.reference_list import citation_list
from app.features.citations.schemas import NumberedCitation
from app.features.name_resolution import InvalidQueryError
from app.features.plan.plan import plan_of
from app.features.plan.plan_exports import CALENDAR, calendar_file, plan_as_text, shopping_list
from app.features.plan.schemas import Plan, PlanQuery
from app.server.state.release_holder import CurrentCatalog
from app.texts.page_texts import page_texts, say
from app.web.explorer.forms import FormFields, multiple_values, read_form, single_value, validate_form
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page, render_private_page

DAYS = [(str(number), str(number)) for number in range(1, 15)]
MAX_DIGITS = 6
LATEST = date(9998, 12, 1)
"""The calendar ends soon after this day."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/plan")
def get_form(catalog: CurrentCatalog) -> Response:
    """Return the empty form."""
    return render_page(catalog, "plan.html", plan=None, errors=[], submitted={}, days=DAYS)


@router.post("/plan")
async def post_form(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the plan with its references, and the form as submitted."""
    return await run_in_threadpool(_plan_page, catalog, await read_form(request))


@router.post("/plan/calendar")
async def post_calendar(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the plan of a form as a calendar file."""
    return await run_in_threadpool(_calendar, catalog, await read_form(request))


def _calendar(catalog: Catalog, form: FormFields) -> Response:
    plan, errors = _planned(catalog, form)
    first_day = _first_day(form)
    if plan is None or not plan.days or first_day is None:
        return _plan_response(catalog, form, plan, errors or [page_texts()["plan"]["no_first_day"]])
    file = calendar_file(plan, first_day)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="gutbone-plan.ics"',
        "Gutbone-Release": catalog.release,
    }
    return Response(file, media_type=CALENDAR, headers=headers)


def _first_day(form: FormFields) -> date | None:
    """Return the day on which the plan begins; None if it is not said, or is no day."""
    try:
        first_day = date.fromisoformat(form.get("start", [""])[-1])
    except ValueError:
        return None
    return first_day if first_day <= LATEST else None


def _plan_page(catalog: Catalog, form: FormFields) -> Response:
    return _plan_response(catalog, form, *_planned(catalog, form))


def _planned(catalog: Catalog, form: FormFields) -> tuple[Plan | None, list[str]]:
    """Return the plan of a form, or what is wrong with it."""
    lists = ("free_from", "avoid", "life_stage", "conditions", "medicines", "allergies")
    names = {name: multiple_values(form, name) for name in lists}
    choices = {key: value for name in ("diet", "goal") for key, value in single_value(form, name).items()}
    numbers = {name: _number(form, name) for name in ("days", "seed") if form.get(name)}
    query, errors = validate_form(PlanQuery, {**names, **choices, **numbers})
    try:
        return plan_of(catalog, query) if query else None, errors
    except InvalidQueryError as error:
        return None, [_unknown_name(one.given, one.near) for one in error.invalid_parameters]


def _plan_response(catalog: Catalog, form: FormFields, plan: Plan | None, errors: list[str]) -> Response:
    context: dict[str, Any] = {"submitted": form, "days": DAYS, "errors": errors, "plan": plan}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors or plan is None else HTTPStatus.OK
    if plan is not None:
        context |= {
            "references": _references(catalog, plan),
            "shopping": shopping_list(plan),
            "as_text": plan_as_text(plan, page_texts()["plan"]["day"]),
        }
    return render_private_page(catalog, "plan.html", status, **context)


def _references(catalog: Catalog, plan: Plan) -> tuple[NumberedCitation, ...]:
    items = [item for day in plan.days for item in day.items]
    claims = dict.fromkeys(item.why.claim.id for item in items if item.why.claim is not None)
    cautions = dict.fromkeys(f"cautions/{card.slug}" for item in items for card in item.cautions)
    keys = (*claims, *cautions)
    return citation_list(catalog, citations_of(catalog, keys)).data if keys else ()


def _number(form: FormFields, name: str) -> int | str:
    text = form[name][-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < MAX_DIGITS else text


def _unknown_name(given: str, near: Iterable[str]) -> str:
    texts, suggestions = page_texts()["form"], ", ".join(near)
    return say(texts["unknown_near" if suggestions else "unknown"], name=given[:80], near=suggestions)
