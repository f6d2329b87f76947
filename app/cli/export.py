"""The command `export`: write a static copy of the API."""

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

from app.cli.bootstrap import fail, load_catalog, load_settings, require_migrated_engine
from app.cli.content_source import error_console
from app.config import Settings
from app.main import create_app
from app.server.state.catalog_state import CatalogState
from app.static_export.export_builder import StaticExport, build_export
from app.static_export.output_folder import (
    FolderNotEmptyError,
    atomic_replacement,
    check_replaceable,
    write_files,
)

CACHE_BYTES = 256 * 1024 * 1024
"""Large enough for every response, independent of the setting of the server."""

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Where to put it: new, empty, or an earlier export.")
]


def export_command(folder: Folder) -> None:
    """Write the API as static files, with an nginx configuration that serves them."""
    settings = load_settings()
    target = Path(os.path.realpath(folder))
    try:
        check_replaceable(target)
        export = _export(settings)
        with exit_on_sigterm(), atomic_replacement(target) as temporary:
            size = write_files(temporary, export.files)
    except FolderNotEmptyError as error:
        fail(f"{error}: nothing was changed. Name another folder, or empty this one.")
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror or error}. What was there is unchanged.")
    size_mb = size / 1e6
    typer.echo(
        f"Wrote {export.url_count} URLs as {len(export.files)} files, {size_mb:.1f} MB, into {folder}."
    )
    typer.echo(f"To serve them: nginx -p {shlex.quote(str(folder))} -c nginx/nginx.conf")


@contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Turn SIGTERM into SystemExit, so that context managers clean up as they do on Ctrl-C."""
    earlier = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _export(settings: Settings) -> StaticExport:
    engine = require_migrated_engine(settings)
    catalog = load_catalog(engine)
    app = create_app(settings, CatalogState(catalog, CACHE_BYTES), engine)
    with Progress(console=error_console, transient=True) as progress:
        task = progress.add_task("Exporting", total=None)
        return asyncio.run(
            build_export(app, catalog, lambda done, known: progress.update(task, completed=done, total=known))
        )
