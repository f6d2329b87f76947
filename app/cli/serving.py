"""The command of operators: serve."""

import gc
import resource
import socket
from functools import partial

import uvicorn
from sqlalchemy import Engine

from app.catalog import Catalog
from app.cli.console import fail, say
from app.cli.log import configure_log
from app.cli.start import catalog_of, ready_engine, settings_of_environment
from app.cli.workers import Workers, ending_in_order
from app.http.current import Current
from app.http.guard import GuardedProtocol
from app.http.protocol import HotProtocol
from app.main import create_app
from app.memory import give_back
from app.settings import Settings

LEAST_FILES = 64
"""Files that a process must be allowed to have open: with fewer it would fail anywhere, in any words."""


def serve_command() -> None:
    """Serve the loaded content over HTTP."""
    gc.disable()
    _see_to_files()
    settings = settings_of_environment()
    engine = ready_engine(settings)
    catalog = catalog_of(engine)
    listener = _listener(settings)
    address = _address(listener)
    say(f"Serving release {catalog.release} on {address}")
    say(f"Reference: {address}/docs")
    configure_log()
    # What is loaded stays: the garbage collector need not look at it again.
    gc.collect()
    gc.freeze()
    gc.enable()
    give_back()
    work = partial(_serve, settings, engine, catalog, listener)
    if settings.workers == 1:
        ending_in_order()
        work()
    else:
        Workers(settings.workers, work).run()


def _see_to_files() -> None:
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= allowed < LEAST_FILES:
        fail(f"Only {allowed} files may be open at once, and serving takes {LEAST_FILES}: see 'ulimit -n'.")


def _serve(settings: Settings, engine: Engine, catalog: Catalog, listener: socket.socket) -> None:
    """Serve until this process is told to end; nothing that a connection or a clock needs is made before."""
    config = uvicorn.Config(
        create_app(settings, Current(catalog, settings.cache_bytes), engine),
        http=HotProtocol if settings.hot_path else GuardedProtocol,
        ws="none",
        proxy_headers=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


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
