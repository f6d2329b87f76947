"""How each contender is started: as its own documentation says, one process, no access log."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks.answers import configure_nginx
from benchmarks.machine import ROOT
from benchmarks.processes import Running, environment, free_port, running

ENTRY, LIST, PAGE = "/v1/food-sources/kefir", "/v1/food-sources", "/food-sources/kefir"
PYTHON = sys.executable
SERVE = [PYTHON, "-c", "from app.cli import main; main()", "serve"]
BESIDE = Path(__file__).resolve().parent


def gutbone(database: str, first: str = ENTRY, **settings: object) -> AbstractContextManager[Running]:
    """Run Gutbone on a database; it has answered its first request."""
    port = free_port()
    told = {"database_url": database, "port": port, "access_log": "false", **settings}
    return running(SERVE, port, first, environment(told))


def bare(answers: Path) -> AbstractContextManager[Running]:
    """Run the bare callable on the answers of the run."""
    return _uvicorn("callable", {"BENCHMARK_ANSWERS": str(answers)}, ENTRY)


def usual(database: str) -> AbstractContextManager[Running]:
    """Run the usual page on the same database."""
    return _uvicorn("usual", {"GUTBONE_DATABASE_URL": database}, ENTRY)


def empty() -> AbstractContextManager[Running]:
    """Run the empty application."""
    return _uvicorn("empty", {}, "/")


def _uvicorn(module: str, more: dict[str, str], path: str) -> AbstractContextManager[Running]:
    port = free_port()
    command = [PYTHON, "-m", "uvicorn", f"benchmarks.contenders.{module}:app", "--port", str(port)]
    options = ["--no-access-log", "--log-level", "error", "--no-proxy-headers", "--no-server-header"]
    return running([*command, *options], port, path, environment() | more)


def nginx(answers: Path) -> AbstractContextManager[Running]:
    """Run nginx on the answers of the run, as files."""
    port = free_port()
    file = configure_nginx(answers, port)
    return running(["nginx", "-p", str(answers), "-c", str(file)], port, ENTRY, environment())


def datasette(file: Path) -> AbstractContextManager[Running]:
    """Run Datasette on a SQLite file, told that it never changes."""
    port = free_port()
    command = [PYTHON, "-m", "datasette", "serve", "--immutable", str(file), "--port", str(port)]
    return running(command, port, "/-/versions.json", environment())


@contextmanager
def json_server(file: Path) -> Iterator[Running]:
    """Run json-server on a JSON file."""
    port = free_port()
    script = BESIDE / "node_modules" / "json-server" / "lib" / "cli" / "bin.js"
    command = ["node", str(script), "--quiet", "--port", str(port), "--host", "127.0.0.1", str(file)]
    with running(command, port, "/food-sources/kefir", environment(), ROOT) as started:
        yield started
