"""The application, built from settings; nothing happens at import."""

import codecs
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, cast

from fastapi import APIRouter, Depends
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Lifespan
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.api import (
    bundle,
    check,
    citations,
    claim_evidence,
    graph,
    guide,
    health,
    plan,
    releases,
    search,
    security_txt,
)
from app.api.collections import collection_router
from app.api.exception_handlers import add_error_handlers
from app.api.openapi import DESCRIPTION, TAGS, GutboneAPI, openapi_router
from app.api.query_parameters import reject_repeated_parameters
from app.api.quick import QuickQueries
from app.api.security_txt import SecurityContact
from app.catalog.registry import KINDS
from app.config import Settings
from app.core.background_tasks import background_task
from app.server.http.access_log import AccessLog
from app.server.metrics.recorder import MetricsRecorder
from app.server.middleware.body_limit import BodyLimitMiddleware
from app.server.middleware.cached_response import ReadyAnswers
from app.server.middleware.load_shedding import LoadSheddingMiddleware, RequestQueue
from app.server.middleware.rate_limit import RateLimitMiddleware
from app.server.middleware.request_context import RequestContextMiddleware
from app.server.middleware.response_cache import ResponseCacheMiddleware
from app.server.middleware.server_context import ServerContext
from app.server.middleware.trusted_hosts import TrustedHostsMiddleware
from app.server.state.catalog_state import CatalogState
from app.server.state.prewarm import prewarm
from app.server.state.refresher import Refresher
from app.web.docs import markdown_pages
from app.web.docs.reference_pages import docs_router
from app.web.explorer.error_pages import add_error_pages
from app.web.explorer.router import explorer_routers

VERSION = "0.1.0"
ORDER_OF_KEYS = "utf-16-be"
"""The encoding by which canonical JSON sorts its keys (RFC 8785)."""

ROUTERS = (
    guide.router,
    search.router,
    check.router,
    plan.router,
    graph.router,
    citations.router,
    claim_evidence.router,
    bundle.router,
    releases.router,
    health.router,
    markdown_pages.router,
    security_txt.router,
)


def create_app(
    settings: Settings, current: CatalogState, engine: Engine, recorder: MetricsRecorder | None = None
) -> ASGIApp:
    """Return the ASGI application that serves what is current, and newer releases as they come.

    With a recorder, what is answered is counted.
    """
    # A worker that takes the place of another begins with what that one served, not with what was first.
    refresher = Refresher(engine, current, settings.refresh_interval, at_once=settings.workers > 1)

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        await _load_for_later()
        async with (
            refresher.lifespan(app),
            background_task(prewarm(current, bundle.PATH, bundle.bundle_answer)),
        ):
            yield

    api = create_api(settings, engine, lifespan)
    api.state.current = current
    if recorder:
        recorder.set_routes(api.state.templates)
    access_log = AccessLog(enabled=settings.access_log, count_response=recorder.count if recorder else None)
    front = ServerContext(
        current, access_log, settings.limits(), RequestQueue(settings.max_queued_requests), settings.hosts()
    )
    quick = QuickQueries(api, api.state.routes)
    limited = BodyLimitMiddleware(ResponseCacheMiddleware(quick, current), settings.max_body_bytes)
    edge = RequestContextMiddleware(LoadSheddingMiddleware(limited, front.turns), access_log)
    return _at_the_door(ReadyAnswers(edge, front), settings, front)


async def _load_for_later() -> None:
    """Load what is needed when answers are made: without a file left to open, it would not load then."""
    codecs.lookup(ORDER_OF_KEYS)
    await run_in_threadpool(int)


def _at_the_door(app: ASGIApp, settings: Settings, front: ServerContext) -> ASGIApp:
    """Put in front of it what the settings ask for; a request meets the last of these first."""
    if limiter := settings.rate_limiter():
        app = RateLimitMiddleware(app, limiter, front)
    if front.hosts:
        app = TrustedHostsMiddleware(app, front.hosts, front.access_log)
    if proxies := settings.proxies():
        app = cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", app), proxies))
    return app


def create_api(settings: Settings, engine: Engine, lifespan: Lifespan[Any] | None = None) -> GutboneAPI:
    """Return the framework's application inside."""
    api = GutboneAPI(
        title="Gutbone",
        version=VERSION,
        summary="Evidence-graded guidance on the gut-bone axis.",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(reject_repeated_parameters)],
        lifespan=lifespan,
        max_body_size=settings.max_body_bytes,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        license_info={"name": "MIT (code), CC BY 4.0 (content)", "identifier": "MIT AND CC-BY-4.0"},
    )
    api.state.engine = engine
    api.state.max_json_depth = settings.max_json_depth
    api.state.disclosure = SecurityContact(settings.public_url, settings.security_contact)
    api.state.reference_parameters = {f"/v1/{kind.path}": kind.reference_parameters for kind in KINDS} | {
        plan.PATH: plan.NAMED_BY
    }
    routers = [*(collection_router(kind) for kind in KINDS), docs_router(), openapi_router(api), *ROUTERS]
    for router in routers:
        api.include_router(router)
    pages_for_people = list(explorer_routers())
    for pages_of_explorer in pages_for_people:
        api.include_router(pages_of_explorer)
    add_error_handlers(api)
    add_error_pages(api)
    api.state.routes = _routes(routers)
    paths = _paths(api.state.routes)
    api.state.templates = [*paths, *_paths(_routes(pages_for_people))]
    api.state.paths = sorted({path for path in paths if path and "{" not in path})
    return api


def _routes(routers: Iterable[APIRouter]) -> list[BaseRoute]:
    return [route for router in routers for route in router.routes]


def _paths(routes: Iterable[BaseRoute]) -> list[str]:
    return [str(getattr(route, "path", "")) for route in routes]
