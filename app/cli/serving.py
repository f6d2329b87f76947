"""The command of operators: serve."""

import gc
import socket
import sys
from functools import partial
from math import ceil

import structlog
import uvicorn
from sqlalchemy import Engine

from app.catalog import Catalog
from app.cli.console import fail, say
from app.cli.descriptors import room_for
from app.cli.start import catalog_of, ready_engine, settings_of_environment
from app.cli.workers import Workers, ending_in_order
from app.http.current import Current
from app.http.guard import GuardedProtocol
from app.http.protocol import HotProtocol
from app.main import create_app
from app.memory import give_back
from app.settings import Settings

log = structlog.get_logger()
ACCEPTED = 8
"""Connections accepted at once. The loop takes one a round from each socket, and a round lasts as long as the
answers in it: with one socket alone, a busy server would let new clients wait for seconds."""


def serve_command() -> None:
    """Serve the loaded content over HTTP."""
    gc.disable()
    settings = settings_of_environment()
    engine = ready_engine(settings)
    catalog = catalog_of(engine)
    listener = _listener(settings)
    address = _address(listener)
    say(f"Serving release {catalog.release} on {address}")
    say(f"Reference: {address}/docs")
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # What is loaded stays: the garbage collector need not look at it again.
    gc.collect()
    gc.freeze()
    gc.enable()
    give_back()
    work = partial(_serve, _fitting(settings), engine, catalog, listener)
    if settings.workers == 1:
        ending_in_order()
        work()
    else:
        Workers(settings.workers, work).run()


def _serve(settings: Settings, engine: Engine, catalog: Catalog, listener: socket.socket) -> None:
    """Serve until this process is told to end; nothing that a connection or a clock needs is made before."""
    config = uvicorn.Config(
        create_app(settings, Current(catalog, settings.cache_bytes), engine),
        http=HotProtocol if settings.hot_path else GuardedProtocol,
        ws="none",
        proxy_headers=False,
        timeout_keep_alive=ceil(settings.idle_seconds),
        timeout_graceful_shutdown=settings.shutdown_seconds,
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener, *(listener.dup() for _ in range(1, ACCEPTED))])


def _fitting(settings: Settings) -> Settings:
    """Return the settings with no more connections than the system lets this process open."""
    room = room_for(settings.max_connections)
    if room < settings.max_connections:
        log.warning("fewer connections than set: raise the limit of open files", connections=room)
    return settings.model_copy(update={"max_connections": room})


def _listener(settings: Settings) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        fail(f"Cannot listen on GUTBONE_HOST {settings.host}, GUTBONE_PORT {settings.port}: {reason}")


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"
