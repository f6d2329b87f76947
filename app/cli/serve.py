"""The command of operators: serve."""

import gc
import logging
import socket
from functools import partial

import uvicorn
from sqlalchemy import Engine

from app.cli.bootstrap import catalog_of, ready_engine, settings_of_environment
from app.cli.console import fail, say
from app.cli.file_limits import room_for, see_to_files
from app.cli.metrics_server import Exposed
from app.config import UNLIMITED, Settings
from app.core.memory import give_back, share_heap
from app.main import create_app
from app.server.process.logging import configure_log
from app.server.process.prefork import Workers, hear, undisturbed
from app.server.state.catalog_state import CatalogState
from app.server.wire.connection_guard import HardenedProtocol
from app.server.wire.fast_path_protocol import FastPathProtocol

log = logging.getLogger(__name__)
ACCEPTED = 8
"""Connections accepted at once. The loop takes one a round from each socket, and a round lasts as long as the
answers in it: with one socket alone, a busy server would let new clients wait for seconds."""


def serve_command() -> None:
    """Serve the loaded content over HTTP."""
    gc.disable()
    share_heap()
    see_to_files()
    settings = settings_of_environment()
    engine = ready_engine(settings)
    # Nothing but this holds what is served, so that the first release goes too when there is another.
    current = CatalogState(catalog_of(engine), settings.cache_bytes)
    listener = _listener("", settings.host, settings.port)
    exposed = _exposed(settings)
    address = _address(listener)
    say(f"Serving release {current.current.catalog.release} on {address}")
    say(f"Reference: {address}/docs")
    configure_log()
    # What is loaded stays: the garbage collector need not look at it again.
    gc.collect()
    gc.freeze()
    gc.enable()
    give_back()
    make = partial(_server, _fitting(settings), engine, current, exposed)
    sockets = [listener, *(listener.dup() for _ in range(1, ACCEPTED))]
    if settings.workers > 1:
        Workers(settings.workers, make, sockets).run()
        return
    with undisturbed():
        server = make(0)
        hear(server)
    server.run(sockets)


def _server(
    settings: Settings, engine: Engine, current: CatalogState, exposed: Exposed | None, worker: int
) -> uvicorn.Server:
    """Return a server of this process; nothing that a connection or a clock needs is made before."""
    recorder = exposed.recorder(worker) if exposed else None
    config = uvicorn.Config(
        create_app(settings, current, engine, recorder),
        http=FastPathProtocol
        if settings.fast_path and settings.rate_limit == UNLIMITED
        else HardenedProtocol,
        ws="none",
        proxy_headers=False,  # the application reads them, where it is told whose
        timeout_graceful_shutdown=settings.graceful_shutdown_timeout,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
    )
    server = uvicorn.Server(config)
    if exposed and recorder:
        exposed.begin(recorder, current, server.server_state.connections)
    return server


def _fitting(settings: Settings) -> Settings:
    """Return the settings with no more connections than the system lets this process open."""
    room = room_for(settings.max_connections)
    if room < settings.max_connections:
        log.warning("fewer connections than set: raise the limit of open files", extra={"connections": room})
    return settings.model_copy(update={"max_connections": room})


def _exposed(settings: Settings) -> Exposed | None:
    if not settings.metrics_port:
        return None
    return Exposed(_listener("METRICS_", settings.metrics_host, settings.metrics_port), settings.workers)


def _listener(whose: str, host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        fail(f"Cannot listen on GUTBONE_{whose}HOST {host}, GUTBONE_{whose}PORT {port}: {reason}")
    # All workers share this mode: if it changed while one starts, another could be stuck in accept.
    listener.settimeout(0)
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"
