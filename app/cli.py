"""The command line: check, migrate, load, release, serve, openapi."""

import gc
import signal
import socket
import sys
from datetime import UTC, datetime
from math import ceil
from typing import Annotated, NoReturn

import structlog
import typer
import uvicorn
from alembic.util import CommandError
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress
from rich.text import Text
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app import schema
from app.catalog import Catalog
from app.content.catalog_reader import NothingLoadedError, read_catalog
from app.content.ledger import write_release
from app.content.loader import Summary, load
from app.content.mistakes import ContentError
from app.content.reader import Content, read_content
from app.contract import as_text
from app.database import make_engine
from app.features.records import digests_of, parts_of
from app.http.current import Current
from app.http.guard import GuardedProtocol
from app.http.protocol import HotProtocol
from app.main import create_api, create_app
from app.registry import KINDS
from app.releases import next_entry
from app.settings import Settings
from app.vocabulary.content import ReleaseReason

cli = typer.Typer(help="Gutbone: evidence-graded guidance on the gut-bone axis.", no_args_is_help=True)
NAMED = 5
"""Entries that a summary names before it only counts."""
out = Console()
err = Console(stderr=True)


@cli.command("check")
def check_command() -> None:
    """Check the content and list every mistake, by file and field. Exit 1 when there is one."""
    content = _content(_settings())
    out.print(f"{len(content.documents)} entries, no mistakes.")


@cli.command("migrate")
def migrate_command() -> None:
    """Bring the database's tables up to date."""
    engine = _engine(_settings())
    try:
        schema.migrate(engine)
    except (SQLAlchemyError, CommandError) as error:
        _fail_on_database(error)
    out.print(f"Tables are at revision {schema.newest()}.")


@cli.command("load")
def load_command() -> None:
    """Put the content into the database, in one transaction; nothing is half done."""
    settings = _settings()
    content = _content(settings)
    engine = _ready_engine(settings)
    try:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("Loading", total=len(content.documents))
            summary = load(engine, content, KINDS, lambda done, _total: progress.update(task, completed=done))
    except SQLAlchemyError as error:
        _fail_on_database(error)
    _print_summary(summary)


@cli.command("release")
def release_command(
    note: Annotated[str, typer.Option(help="What changed, for people.")],
    reason: Annotated[ReleaseReason, typer.Option(help="Why the release is made.")],
) -> None:
    """Write the next release into the ledger, from the content as it is now."""
    settings = _settings()
    content = _content(settings)
    catalog = _catalog(_memory_engine(content))
    entry = next_entry(content.ledger, digests_of(parts_of(catalog)), reason, note, datetime.now(UTC))
    if entry is None:
        out.print("Nothing has changed since the newest release.")
        return
    path = write_release(settings.content / "releases", entry)
    out.print(f"{len(entry.added)} added, {len(entry.changed)} changed, {len(entry.removed)} removed.")
    out.print(f"Wrote {path}.")


@cli.command("serve")
def serve_command() -> None:
    """Serve the loaded content over HTTP."""
    settings = _settings()
    engine = _ready_engine(settings)
    catalog = _catalog(engine)
    listener = _listener(settings)
    address = _address(listener)
    _say(f"Serving release {catalog.release} on {address}")
    _say(f"Reference: {address}/docs")
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    config = uvicorn.Config(
        create_app(settings, Current(catalog, settings.cache_bytes), engine),
        http=HotProtocol if settings.hot_path else GuardedProtocol,
        ws="none",
        proxy_headers=False,
        timeout_keep_alive=ceil(settings.idle_seconds),
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    # What is loaded stays: the garbage collector need not look at it again.
    gc.collect()
    gc.freeze()
    # The server ends what it has begun, then raises the signal again: an orderly end is no failure.
    for ends in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ends, lambda _signal, _frame: sys.exit(0))
    uvicorn.Server(config).run(sockets=[listener])


@cli.command("openapi")
def openapi_command() -> None:
    """Print the OpenAPI document, made from the content folder alone."""
    settings = _settings()
    content = _content(settings)
    engine = _memory_engine(content)
    catalog = read_catalog(engine, KINDS)
    sys.stdout.write(as_text(create_api(settings, engine).contract(catalog)))


def _memory_engine(content: Content) -> Engine:
    engine = make_engine("sqlite://")
    schema.migrate(engine)
    load(engine, content, KINDS, lambda _done, _total: None)
    return engine


def _content(settings: Settings) -> Content:
    try:
        return read_content(settings.content, KINDS)
    except ContentError as error:
        err.print(f"{error}", style="red")
        for mistake in error.mistakes:
            place = f"{mistake.file}: {mistake.field}" if mistake.field else mistake.file
            err.print(Text.assemble((_plain(place), "bold"), ": ", _plain(mistake.message)), soft_wrap=True)
        raise typer.Exit(1) from error


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        wrong = (f"GUTBONE_{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors())
        _fail("; ".join(wrong))


def _engine(settings: Settings) -> Engine:
    try:
        return make_engine(settings.database_url)
    except (SQLAlchemyError, ImportError) as error:
        _fail(f"GUTBONE_DATABASE_URL cannot be used: {error}")


def _ready_engine(settings: Settings) -> Engine:
    engine = _engine(settings)
    try:
        held = schema.current(engine)
    except SQLAlchemyError as error:
        _fail_on_database(error)
    if held != schema.newest():
        _fail(f"The tables are at revision {held}, not {schema.newest()}: run 'gutbone migrate' first.")
    return engine


def _catalog(engine: Engine) -> Catalog:
    try:
        return read_catalog(engine, KINDS)
    except NothingLoadedError:
        _fail("The database holds no content: run 'gutbone load' first.")
    except SQLAlchemyError as error:
        _fail_on_database(error)


def _listener(settings: Settings) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        _fail(f"Cannot listen on GUTBONE_HOST {settings.host}, GUTBONE_PORT {settings.port}: {reason}")


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"


def _print_summary(summary: Summary) -> None:
    if not summary.rewritten:
        _say(f"Release {summary.release} was loaded already; nothing to do.")
        return
    for word, keys in (("added", summary.added), ("changed", summary.changed), ("removed", summary.removed)):
        shown = ", ".join(keys[:NAMED]) + (" …" if len(keys) > NAMED else "")
        _say(f"{len(keys)} {word}" + (f": {shown}" if keys else ""))
    _say(f"Loaded release {summary.release}.")


def _fail_on_database(error: SQLAlchemyError | CommandError) -> NoReturn:
    _fail(f"The database cannot be used: {getattr(error, 'orig', None) or error}")


def _fail(message: str) -> NoReturn:
    err.print(Text(_plain(message.splitlines()[0]), style="red"), soft_wrap=True)
    raise typer.Exit(1)


def _say(message: str) -> None:
    out.print(Text(message), soft_wrap=True)


def _plain(text: str) -> str:
    """Return a text on one line; what cannot be shown is shown as its escape."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def main() -> None:
    """Run the command line."""
    cli()
