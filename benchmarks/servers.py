"""How each server is started: as its own documentation says, one process.

An access log is a file. Gutbone, uvicorn and nginx write one by default.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks.machine import ROOT
from benchmarks.processes import Running, environment, free_port, running
from benchmarks.recorded_responses import configure_nginx

ENTRY, LIST, PAGE = "/v1/food-sources/kefir", "/v1/food-sources", "/food-sources/kefir"
PYTHON = sys.executable
GUTBONE = [PYTHON, "-c", "from app.cli import main; main()"]
HERE = Path(__file__).resolve().parent


def gutbone(
    database: str,
    first: str = ENTRY,
    checkout: Path = ROOT,
    log: Path = Path(os.devnull),
    **settings: object,
) -> AbstractContextManager[Running]:
    """Run Gutbone, of this or of another checkout, on a database; it has answered `first`."""
    port = free_port()
    values = {"database_url": database, "port": port, **settings}
    return running([*GUTBONE, "serve"], port, first, environment(values, checkout), checkout, log=log)


def bare_asgi(responses: Path, log: Path | None = None) -> AbstractContextManager[Running]:
    """Run the bare ASGI callable on recorded responses."""
    return _uvicorn("bare_asgi", {"BENCHMARK_RESPONSES": str(responses)}, ENTRY, log)


def fastapi_orm(database: str, log: Path | None = None) -> AbstractContextManager[Running]:
    """Run the usual FastAPI application with an ORM on the same database."""
    return _uvicorn("fastapi_orm", {"GUTBONE_DATABASE_URL": database}, ENTRY, log)


def empty_fastapi() -> AbstractContextManager[Running]:
    """Run the empty application."""
    return _uvicorn("empty_fastapi", {}, "/", Path(os.devnull))


def _uvicorn(
    module: str, more: dict[str, str], path: str, log: Path | None
) -> AbstractContextManager[Running]:
    port = free_port()
    command = [PYTHON, "-m", "uvicorn", f"benchmarks.competitors.{module}:app", "--port", str(port)]
    options = ["--no-proxy-headers", "--no-server-header"]
    if log is None:
        options += ["--no-access-log", "--log-level", "error"]
    env = environment() | more
    return running([*command, *options], port, path, env, log=log or Path(os.devnull))


def nginx(responses: Path, log: Path | None = None) -> AbstractContextManager[Running]:
    """Run nginx on recorded responses, as files."""
    port = free_port()
    file = configure_nginx(responses, port, log)
    return running(["nginx", "-p", str(responses), "-c", str(file)], port, ENTRY, environment())


def datasette(file: Path) -> AbstractContextManager[Running]:
    """Run Datasette on a SQLite file in immutable mode."""
    port = free_port()
    command = [PYTHON, "-m", "datasette", "serve", "--immutable", str(file), "--port", str(port)]
    return running(command, port, "/-/versions.json", environment())


@contextmanager
def json_server(file: Path) -> Iterator[Running]:
    """Run json-server on a JSON file."""
    port = free_port()
    script = HERE / "node_modules" / "json-server" / "lib" / "cli" / "bin.js"
    command = ["node", str(script), "--quiet", "--port", str(port), "--host", "127.0.0.1", str(file)]
    with running(command, port, "/food-sources/kefir", environment(), ROOT) as started:
        yield started
