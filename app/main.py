"""The application, built from settings; nothing happens at import."""

from typing import Any

from fastapi import Depends
from sqlalchemy import Engine
from starlette.types import ASGIApp, Lifespan

from app.contract import DESCRIPTION, TAGS, DescribedApi, contract_router
from app.explorer.errors import add_error_pages
from app.explorer.router import explorer_routers
from app.http import (
    bundle,
    check,
    citations,
    claim_evidence,
    graph,
    health,
    history,
    overview,
    pages,
    plan,
    search,
)
from app.http.body_limit import BodyLimit
from app.http.cache import ResponseCache
from app.http.collections import collection_router
from app.http.current import Current
from app.http.docs import docs_router
from app.http.edge import Edge
from app.http.errors import add_error_handlers
from app.http.front import Front
from app.http.parameters import no_double_parameters
from app.http.ready import ReadyAnswers
from app.http.traffic import Traffic
from app.http.turns import InTurn, Turns
from app.refresh import Refresher
from app.registry import KINDS
from app.settings import Settings

VERSION = "0.1.0"
ROUTERS = (
    overview.router,
    search.router,
    check.router,
    plan.router,
    graph.router,
    citations.router,
    claim_evidence.router,
    bundle.router,
    history.router,
    health.router,
    pages.router,
)


def create_app(settings: Settings, current: Current, engine: Engine) -> ASGIApp:
    """Return the ASGI application that serves what is current, and newer releases as they come."""
    # A worker that takes the place of another begins with what that one served, not with what was first.
    refresher = Refresher(engine, current, settings.refresh_seconds, at_once=settings.workers > 1)
    api = create_api(settings, engine, refresher.lifespan)
    api.state.current = current
    traffic = Traffic(access_log=settings.access_log)
    front = Front(current, traffic, settings.limits(), Turns(settings.max_waiting))
    limited = BodyLimit(ResponseCache(api, current), settings.max_body_bytes)
    return ReadyAnswers(Edge(InTurn(limited, front.turns), traffic), front)


def create_api(settings: Settings, engine: Engine, lifespan: Lifespan[Any] | None = None) -> DescribedApi:
    """Return the framework's application inside."""
    api = DescribedApi(
        title="Gutbone",
        version=VERSION,
        summary="Evidence-graded guidance on the gut-bone axis.",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(no_double_parameters)],
        lifespan=lifespan,
        max_body_size=settings.max_body_bytes,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        license_info={"name": "MIT (code), CC BY 4.0 (content)", "identifier": "MIT AND CC-BY-4.0"},
    )
    api.state.engine = engine
    api.state.named_by = {f"/v1/{kind.path}": kind.named_by for kind in KINDS} | {plan.PATH: plan.NAMED_BY}
    routers = [*(collection_router(kind) for kind in KINDS), docs_router(), contract_router(api), *ROUTERS]
    for router in routers:
        api.include_router(router)
    for pages_of_explorer in explorer_routers():
        api.include_router(pages_of_explorer)
    add_error_handlers(api)
    add_error_pages(api)
    paths = [str(getattr(route, "path", "")) for router in routers for route in router.routes]
    api.state.paths = sorted({path for path in paths if path and "{" not in path})
    return api
