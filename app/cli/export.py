"""The command `export`: write a static copy of the API."""

import asyncio
import json
import os
import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from app.cli.bootstrap import fail, load_catalog, load_settings, require_migrated_engine
from app.cli.content_source import error_console
from app.config import Settings
from app.features.data_tables import TABLES
from app.main import create_app
from app.server.state.release_holder import ReleaseHolder
from app.static_export.export_builder import StaticExport, build_export
from app.static_export.output_folder import (
    MADE_BY,
    MANIFEST,
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


def export_command(
    folder: Folder,
    *,
    data: Annotated[
        bool, typer.Option("--data", help="Tables for analysts instead: CSV, Parquet, SQLite.")
    ] = False,
) -> None:
    """Write the API as static files, with an nginx configuration that serves them; or tables, with --data."""
    settings = load_settings()
    target = Path(os.path.realpath(folder))
    try:
        check_replaceable(target)
        export = _tables(settings) if data else _export(settings)
        with exit_on_sigterm(), atomic_replacement(target) as temporary:
            size = write_files(temporary, export.files)
    except FolderNotEmptyError as error:
        fail(f"{error}: nothing was changed. Name another folder, or empty this one.")
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror or error}. What was there is unchanged.")
    size_mb = size / 1e6
    if data:
        typer.echo(f"Wrote {export.url_count} tables, {size_mb:.1f} MB, into {folder}.")
        return
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


def _tables(settings: Settings) -> StaticExport:
    """Return the tables for analysts as the files of an export."""
    if not find_spec("pyarrow"):
        fail("--data needs more packages: install gutbone[data].")
    # Late: only the extra `data` has the packages.
    from app.static_export.data_package import data_files

    catalog = load_catalog(require_migrated_engine(settings))
    files = data_files(catalog)
    manifest = {"made_by": MADE_BY, "release": catalog.release, "files": {name: name for name in files}}
    manifest_text = json.dumps(manifest, indent=1).encode() + b"\n"
    return StaticExport(len(TABLES), {**files, MANIFEST: manifest_text})


def _export(settings: Settings) -> StaticExport:
    engine = require_migrated_engine(settings)
    catalog = load_catalog(engine)
    app = create_app(settings, ReleaseHolder(catalog, CACHE_BYTES), engine)
    with Progress(console=error_console, transient=True) as progress:
        task = progress.add_task("Exporting", total=None)
        return asyncio.run(
            build_export(app, catalog, lambda done, known: progress.update(task, completed=done, total=known))
        )
