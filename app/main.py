"""The application, built from settings; nothing happens at import."""

import codecs
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, params
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Lifespan

from app import __version__
from app.agents.agent_endpoint import AgentEndpoint
from app.api import (
    bundle,
    check,
    citations,
    claim_evidence,
    compare,
    disclaimer,
    discovery,
    downloads,
    entries,
    facets,
    feeds,
    food_figures,
    foods,
    graph,
    guide,
    health,
    linked_data,
    plan,
    reference_values,
    releases,
    search,
    security_txt,
)
from app.api.cached_route import reject_repeated_parameters
from app.api.collections import add_collection
from app.api.exception_handlers import add_exception_handlers
from app.api.index import PATH as INDEX_PATH
from app.api.index import index_router
from app.api.openapi import DESCRIPTION, TAGS, GutboneAPI, openapi_router
from app.api.route_lookup import allowed_methods
from app.catalog.registry import KINDS
from app.config import Settings
from app.core.background_tasks import background_task
from app.core.canonical_json import KEY_ORDER_ENCODING
from app.core.line_writer import LineWriter
from app.server.http.access_log import AccessLog
from app.server.metrics.recorder import MetricsRecorder
from app.server.middleware import middleware_stack
from app.server.middleware.load_shedding import RequestQueue
from app.server.middleware.response_cache_middleware import ResponseCacheMiddleware
from app.server.middleware.server_context import ServerContext
from app.server.state.prewarm import prewarm
from app.server.state.refresher import Refresher
from app.server.state.release_holder import ReleaseHolder
from app.web import icons
from app.web.docs import markdown_pages
from app.web.docs.reference_pages import docs_routers
from app.web.explorer.error_pages import add_error_pages
from app.web.explorer.router import explorer_routers

Trace = Callable[[ASGIApp, Sequence[str]], ASGIApp]
"""Wraps an application, given the templates of its routes."""

ROUTERS = (
    entries.router,
    foods.router,
    food_figures.router,
    guide.router,
    facets.router,
    disclaimer.router,
    search.router,
    check.router,
    plan.router,
    plan.body_router,
    compare.router,
    compare.body_router,
    graph.router,
    citations.router,
    claim_evidence.router,
    reference_values.router,
    bundle.router,
    releases.router,
    health.router,
    discovery.router,
    feeds.router,
    downloads.router,
    markdown_pages.router,
    security_txt.router,
    icons.router,
)

LAST_ROUTE = f"/{KINDS[-1].path}"
"""A page of the route that is matched last. FastAPI builds a route when a path is first compared with it, so
one request for this page builds them all."""

PREWARMED_PATHS = (bundle.PATH, LAST_ROUTE)
"""The largest response, and the page that makes FastAPI build every route."""


def create_app(
    settings: Settings,
    release_holder: ReleaseHolder,
    engine: Engine,
    recorder: MetricsRecorder | None = None,
    *,
    log_writer: LineWriter | None = None,
    trace: Trace | None = None,
    dependencies: Sequence[params.Depends] = (),
) -> ASGIApp:
    """Return the ASGI application that serves the current release, and others as they are loaded.

    With a recorder, responses are counted; with a writer, they are logged; `trace` wraps the application.
    `dependencies` are added to every route; with any of them no response is cached.
    """
    # A replacement worker starts with the catalog of its parent process, which may be old by then.
    refresher = Refresher(
        engine, release_holder, settings.refresh_interval, check_at_start=settings.workers > 1
    )
    agents = AgentEndpoint(settings, release_holder)

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        await _load_lazy_modules()
        prewarming = prewarm(ResponseCacheMiddleware(api, release_holder), release_holder, PREWARMED_PATHS)
        measuring = background_task(recorder.measure_event_loop_lag()) if recorder else nullcontext()
        async with refresher.lifespan(app), background_task(prewarming), measuring, agents.run():
            yield

    api = create_api(settings, engine, lifespan, dependencies)
    api.state.release_holder = release_holder
    agents.add_route(api)
    request_queue = RequestQueue(settings.max_queued_requests)
    _count_routes(recorder, api, request_queue)
    context = ServerContext(
        release_holder,
        AccessLog(log_writer if settings.access_log else None, recorder.count if recorder else None),
        settings,
        request_queue,
        partial(allowed_methods, api.routes),
        settings.hosts(),
    )
    app = middleware_stack(
        api,
        context,
        trusted_proxies=settings.proxies(),
        limiter=settings.rate_limiter(),
        max_body_bytes=settings.max_body_bytes,
    )
    return trace(app, api.state.templates) if trace else app


def _count_routes(recorder: MetricsRecorder | None, api: GutboneAPI, request_queue: RequestQueue) -> None:
    """Tell the recorder, if there is one, what to count."""
    if recorder:
        recorder.set_routes(api.state.templates)
        recorder.set_request_queue(request_queue)


async def _load_lazy_modules() -> None:
    """Load what Python loads on first use; it could not once the limit of open files is reached."""
    codecs.lookup(KEY_ORDER_ENCODING)
    await _start_worker_thread()


async def _start_worker_thread() -> None:
    """Run nothing in a worker thread, which imports the modules that threads need."""
    await run_in_threadpool(lambda: None)


def create_api(
    settings: Settings,
    engine: Engine,
    lifespan: Lifespan[Any] | None = None,
    dependencies: Sequence[params.Depends] = (),
) -> GutboneAPI:
    """Return the FastAPI application, without the middleware."""
    api = GutboneAPI(
        title="Gutbone",
        version=__version__,
        summary="Evidence-graded guidance on the gut-bone axis.",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[*dependencies, Depends(reject_repeated_parameters)],
        lifespan=lifespan,
        max_body_size=settings.max_body_bytes,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        servers=[{"url": "/"}],
        license_info={
            "name": "MIT (code), CC BY 4.0 (content), CC BY-SA 4.0 (spellings of medicines)",
            "identifier": "MIT AND CC-BY-4.0 AND CC-BY-SA-4.0",
        },
    )
    api.state.engine = engine
    api.state.settings = settings
    api.state.reference_parameters = {f"/v1/{kind.path}": kind.reference_parameters for kind in KINDS} | {
        plan.PATH: plan.REFERENCE_PARAMETERS
    }
    # Added, not included: a request is compared with every route of an included router twice.
    # JSON-LD first, since `{slug}` of a kind would match `kefir.jsonld` too.
    linked_data.add_route(api.router)
    for kind in KINDS:
        add_collection(api.router, kind)
    routers = [*docs_routers(), openapi_router(api), *ROUTERS]
    routers.append(index_router([api.router, *routers]))
    page_routers = list(explorer_routers())
    paths = _paths([api.router, *routers])
    for router in (*routers, *page_routers):
        api.include_router(router)
    add_exception_handlers(api)
    add_error_pages(api)
    api.state.templates = [*paths, *_paths(page_routers)]
    # The index is a part of every address, so it would be the nearest to any.
    api.state.paths = sorted({path for path in paths if path and "{" not in path} - {INDEX_PATH})
    return api


def _paths(routers: Iterable[APIRouter]) -> list[str]:
    return [str(getattr(route, "path", "")) for router in routers for route in router.routes]
