"""The command `serve`."""

import gc
import logging
import socket
from asyncio import Protocol
from collections.abc import Callable, Sequence, Sized
from functools import partial
from math import ceil
from typing import NamedTuple

import typer
import uvicorn
from sqlalchemy import Engine
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.cli.bootstrap import load_catalog, load_settings, require_migrated_engine
from app.cli.file_limits import raise_file_limit, require_file_descriptors
from app.cli.listening import address_of, listen
from app.config import UNLIMITED, Settings
from app.core.allocator import configure_malloc, trim_heap
from app.core.line_writer import LineWriter
from app.main import Trace, create_app
from app.server.metrics.recorder import MetricsRecorder, WorkerMetrics, count_restart, shared_metrics
from app.server.process.graceful_shutdown import handle_shutdown_signals, shutdown_signals_deferred
from app.server.process.logging import configure_logging
from app.server.process.prefork import Supervisor
from app.server.state.release_holder import ReleaseHolder
from app.server.wire.fast_path_protocol import FastPathProtocol
from app.server.wire.hardened_protocol import HardenedProtocol

log = logging.getLogger(__name__)
ACCEPTS_PER_ROUND = 8
"""Copies of the listening socket. The event loop accepts one connection a round from each socket, and a round
lasts as long as its responses: with one socket, a busy server would keep new clients waiting for seconds."""

GC_THRESHOLDS = (700, 10, 100)
"""The last one is ten times the default. A full collection visits every object of the release and pauses all
responses meanwhile. Little waits for one: a replaced release is freed without (docs/decisions/0029)."""


class Metrics(NamedTuple):
    """The metrics of each worker, and the function that starts the exporter of one."""

    workers: Sequence[WorkerMetrics]
    start_exporter: Callable[[MetricsRecorder, ReleaseHolder, Sized], None]


def serve_command() -> None:
    """Serve the loaded content over HTTP."""
    configure_malloc()
    gc.set_threshold(*GC_THRESHOLDS)
    require_file_descriptors()
    settings = load_settings()
    engine = require_migrated_engine(settings)
    # Only `state` refers to the catalog, so that its memory is freed when another release replaces it.
    state = ReleaseHolder(load_catalog(engine), settings.cache_bytes)
    listener = listen("", settings.host, settings.port)
    metrics = _metrics(settings)
    address = address_of(listener)
    # Whoever reads the first line of output may send a signal at once.
    with shutdown_signals_deferred():
        typer.echo(f"Serving release {state.current.catalog.release} on {address}")
        typer.echo(f"Reference: {address}/docs")
        log_writer = configure_logging()
        trim_heap()
        if settings.protocol == "uvicorn":
            log.warning(
                "protocol uvicorn: no fast path, no connection limits, no header, body and write timeouts"
            )
        make_server = partial(
            _make_server, _fit_connections(settings), engine, state, metrics=metrics, log_writer=log_writer
        )
        sockets = [listener, *(listener.dup() for _ in range(1, ACCEPTS_PER_ROUND))]
        run = _run_function(settings.workers, make_server, sockets, metrics)
    run()


def _run_function(
    workers: int,
    make_server: Callable[[int], uvicorn.Server],
    sockets: list[socket.socket],
    metrics: Metrics | None,
) -> Callable[[], None]:
    """Set the handlers of shutdown signals; return the function that serves until one arrives."""
    if workers > 1:
        on_restart = partial(count_restart, metrics.workers) if metrics else None
        supervisor = Supervisor(workers, make_server, sockets, on_restart)
        supervisor.handle_shutdown_signals()
        return supervisor.run
    server = make_server(0)
    handle_shutdown_signals(server)
    return partial(server.run, sockets)


def _make_server(
    settings: Settings,
    engine: Engine,
    state: ReleaseHolder,
    worker: int,
    *,
    metrics: Metrics | None,
    log_writer: LineWriter,
) -> uvicorn.Server:
    """Return the server of this process; call it after the fork: an event loop cannot be shared."""
    recorder = MetricsRecorder(metrics.workers, worker) if metrics else None
    trace = _trace() if settings.tracing else None
    config = uvicorn.Config(
        create_app(settings, state, engine, recorder, log_writer=log_writer, trace=trace),
        http=_protocol_class(settings),
        ws="none",
        proxy_headers=False,  # the application reads them, from trusted proxies only
        timeout_keep_alive=ceil(settings.keep_alive_timeout),
        timeout_graceful_shutdown=settings.graceful_shutdown_timeout,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
    )
    server = uvicorn.Server(config)
    if metrics and recorder:
        metrics.start_exporter(recorder, state, server.server_state.connections)
    return server


def _protocol_class(settings: Settings) -> type[Protocol]:
    """Return the class that reads requests off a connection; `uvicorn` replaces all of `app.server.wire`."""
    if settings.protocol == "uvicorn":
        return HttpToolsProtocol
    # A cached response that bypasses ASGI would bypass the rate limit and the traces too.
    needs_asgi = settings.tracing or settings.rate_limit != UNLIMITED
    return FastPathProtocol if settings.fast_path and not needs_asgi else HardenedProtocol


def _fit_connections(settings: Settings) -> Settings:
    """Return the settings with no more connections than there may be file descriptors."""
    possible = raise_file_limit(settings.max_connections)
    if possible < settings.max_connections:
        log.warning(
            "fewer connections than set: raise the limit of open files", extra={"connections": possible}
        )
    return settings.model_copy(update={"max_connections": possible})


def _metrics(settings: Settings) -> Metrics | None:
    """Return the metrics and their exporter; call it before the fork, so that workers share them."""
    if not settings.metrics_port:
        return None
    listener = listen("METRICS_", settings.metrics_host, settings.metrics_port)
    # Late: it imports prometheus_client.
    from app.server.metrics.exporter import start_exporter

    return Metrics(shared_metrics(settings.workers), partial(start_exporter, listener))


def _trace() -> Trace:
    # Late: only the extra `otel` has the packages.
    from app.server.tracing import TracingMiddleware, make_tracer_provider

    return partial(TracingMiddleware, provider=make_tracer_provider())
