"""The plan as a form. Its choices are health data, so they are sent in the body, not in the URL."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.plan import requested_plan
from app.catalog.catalog import Catalog
from app.features.citations.citation_numbering import citations_of
from app.features.citations.reference_list import citation_list
from app.features.citations.schemas import NumberedCitation
from app.features.name_resolution import InvalidQueryError
from app.features.plan.schemas import Plan, PlanQuery
from app.server.state.catalog_state import CurrentCatalog
from app.web.explorer.forms import FormFields, multiple_values, read_form, single_value, validate_form
from app.web.explorer.rendering import render_page, render_private_page

DAYS = [(str(number), str(number)) for number in range(1, 15)]
MAX_DIGITS = 6

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/plan")
def get_form(catalog: CurrentCatalog) -> Response:
    """Return the empty form."""
    return render_page(catalog, "plan.html", plan=None, errors=[], submitted={}, days=DAYS)


@router.post("/plan")
async def post_form(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the plan with its references, and the form as submitted."""
    return await run_in_threadpool(_plan_page, catalog, await read_form(request))


def _plan_page(catalog: Catalog, form: FormFields) -> Response:
    names = {name: multiple_values(form, name) for name in ("free_from", "avoid", "conditions", "medicines")}
    choices = {
        key: value
        for name in ("diet", "life_stage", "goal")
        for key, value in single_value(form, name).items()
    }
    numbers = {name: _number(form, name) for name in ("days", "seed") if form.get(name)}
    query, errors = validate_form(PlanQuery, {**names, **choices, **numbers})
    try:
        plan = requested_plan(catalog, query) if query else None
    except InvalidQueryError as error:
        plan, errors = None, [_unknown_name(one.given, one.near) for one in error.invalid_parameters]
    context: dict[str, Any] = {"submitted": form, "days": DAYS, "errors": errors, "plan": plan}
    if plan is None:
        return render_private_page(catalog, "plan.html", HTTPStatus.UNPROCESSABLE_ENTITY, **context)
    return render_private_page(catalog, "plan.html", references=_references(catalog, plan), **context)


def _references(catalog: Catalog, plan: Plan) -> tuple[NumberedCitation, ...]:
    items = [item for day in plan.days for item in day.items]
    claims = dict.fromkeys(item.why.claim.id for item in items)
    cautions = dict.fromkeys(f"cautions/{card.slug}" for item in items for card in item.cautions)
    keys = (*claims, *cautions)
    return citation_list(catalog, citations_of(catalog, keys)).data if keys else ()


def _number(form: FormFields, name: str) -> int | str:
    text = form[name][-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < MAX_DIGITS else text


def _unknown_name(given: str, near: Iterable[str]) -> str:
    suggestions = ", ".join(near)
    return f"We do not know “{given[:80]}”.{f' Did you mean {suggestions}?' if suggestions else ''}"
