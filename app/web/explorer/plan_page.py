"""Plan as a form. The choices are sent, not put into the address, since they tell of a person."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.plan import NAMED_BY
from app.catalog.catalog import Catalog
from app.features.citations.citation_numbering import citations_of
from app.features.citations.reference_list import citation_list
from app.features.citations.schemas import NumberedCitation
from app.features.health_profile import HealthProfile
from app.features.name_resolution import InvalidQueryError, resolve_names
from app.features.plan.plan import plan_of
from app.features.plan.schemas import Plan, PlanQuery
from app.server.state.catalog_state import CurrentCatalog
from app.vocabulary.food import Diet, FreeFrom
from app.vocabulary.planning import Avoidance, Goal
from app.vocabulary.safety import LifeStage
from app.web.explorer.forms import Sent, one, read_form, several, validate_form
from app.web.explorer.rendering import render_page, render_private_page

UNREADABLE = 422
MOST_DIGITS = 6

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/plan")
async def get_form(catalog: CurrentCatalog) -> Response:
    """Return the empty form."""
    return render_page(catalog, "plan.html", plan=None, mistakes=[], **_form(catalog, {}))


@router.post("/plan")
async def post_form(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the plan for the choices with its references, and the form as it was sent."""
    sent = await read_form(request)
    words = {name: several(sent, name) for name in ("free_from", "avoid", "conditions", "medicines")}
    choices = {
        key: value for name in ("diet", "life_stage", "goal") for key, value in one(sent, name).items()
    }
    numbers = {name: _number(sent, name) for name in ("days", "seed") if sent.get(name)}
    query, mistakes = validate_form(PlanQuery, {**words, **choices, **numbers})
    try:
        plan = _plan(catalog, query) if query else None
    except InvalidQueryError as error:
        plan, mistakes = None, [_unknown(one.given, one.near) for one in error.invalid_parameters]
    if plan is None:
        return render_private_page(
            catalog, "plan.html", UNREADABLE, plan=None, mistakes=mistakes, **_form(catalog, sent)
        )
    cited = _citations(catalog, plan)
    return render_private_page(
        catalog, "plan.html", plan=plan, cited=cited, mistakes=[], **_form(catalog, sent)
    )


def _plan(catalog: Catalog, query: PlanQuery) -> Plan:
    named = resolve_names(catalog, NAMED_BY, query)
    conditions, medicines = frozenset(named["conditions"]), frozenset(named["medicines"])
    return plan_of(catalog, query, HealthProfile(query.life_stage, conditions, medicines))


def _citations(catalog: Catalog, plan: Plan) -> tuple[NumberedCitation, ...]:
    items = [item for day in plan.days for item in day.items]
    claims = dict.fromkeys(item.why.claim.id for item in items)
    cautions = dict.fromkeys(f"cautions/{card.slug}" for item in items for card in item.cautions)
    keys = (*claims, *cautions)
    return citation_list(catalog, citations_of(catalog, keys)).data if keys else ()


def _number(sent: Sent, name: str) -> int | str:
    text = sent[name][-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else text


def _unknown(given: str, near: Iterable[str]) -> str:
    meant = ", ".join(near)
    return f"We do not know “{given[:80]}”.{f' Did you mean {meant}?' if meant else ''}"


def _form(catalog: Catalog, sent: Sent) -> dict[str, Any]:
    return {
        "sent": sent,
        "conditions": catalog.kinds["conditions"],
        "medicines": catalog.kinds["medicines"],
        "life_stages": LifeStage,
        "diets": Diet,
        "free_from": FreeFrom,
        "avoidances": Avoidance,
        "goals": Goal,
        "days": range(1, 15),
    }
