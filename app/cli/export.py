"""The command of whoever hosts a copy in files: export."""

import asyncio
import os
import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from app.cli.bootstrap import load_catalog, load_settings, require_migrated_engine
from app.cli.console import fail
from app.cli.content_source import error_console
from app.config import Settings
from app.main import create_app
from app.server.state.catalog_state import CatalogState
from app.static_export.export_builder import StaticExport, build_export
from app.static_export.output_folder import FolderNotEmptyError, atomic_replacement, check_replaceable, write

CACHE_BYTES = 256 * 1024 * 1024
"""Room for every answer until all its encodings are made, whatever the server's own bound is."""

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Where to put it: new, empty, or an earlier copy.")
]


def export_command(folder: Folder) -> None:
    """Write every answer that can be listed as files, with a configuration for nginx that serves them."""
    settings = load_settings()
    target = Path(os.path.realpath(folder))
    try:
        check_replaceable(target)
        copy = _copy(settings)
        with exit_on_sigterm(), atomic_replacement(target) as aside:
            held = write(aside, copy.files)
    except FolderNotEmptyError as error:
        fail(f"{error}: nothing was changed. Name another folder, or empty this one.")
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror or error}. What was there is unchanged.")
    typer.echo(
        f"Wrote {copy.addresses} answers as {len(copy.files)} files, {held / 1e6:.1f} MB, into {folder}."
    )
    typer.echo(f"To serve them: nginx -p {shlex.quote(str(folder))} -c nginx/nginx.conf")


@contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Let what is open be closed when the process is told to end, as it is for Ctrl-C."""
    earlier = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _copy(settings: Settings) -> StaticExport:
    engine = require_migrated_engine(settings)
    catalog = load_catalog(engine)
    quiet = settings.model_copy(update={"access_log": False})
    app = create_app(quiet, CatalogState(catalog, CACHE_BYTES), engine)
    with Progress(console=error_console, transient=True) as progress:
        task = progress.add_task("Exporting", total=None)
        return asyncio.run(
            build_export(app, catalog, lambda done, known: progress.update(task, completed=done, total=known))
        )
