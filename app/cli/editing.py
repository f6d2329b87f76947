"""The commands that write content files: `new`, `warn`, `rename`, `retract` and `schema`."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from app.catalog.reference_resolver import closest_matches
from app.catalog.registry import KINDS, KINDS_BY_PATH
from app.cli.bootstrap import fail, load_settings
from app.cli.content_source import read_content_or_fail
from app.content.content_reader import readable_documents
from app.content.document_schemas import write_schemas
from app.content.files import read_files
from app.content.new_entry import cautions_by_figure, neighbour_of, new_entry
from app.content.renaming import RenameError, rename_entry
from app.content.retracting import RetractError, retracted_documents
from app.content.strict_yaml import InvalidYamlError
from app.content.warned_entries import UnknownFileError, warned_entry
from app.content.withdrawal import write_documents
from app.core.field_types import SLUG_PATTERN
from app.schemas.kind import Kind
from app.vocabulary.grading import RetractionStatus

SchemaFolder = Annotated[
    Path | None,
    typer.Option("--to", help="Folder; by default build/schemas beside the content."),
]


def new_command(
    kind: Annotated[str, typer.Argument(help="Kind of the entry, such as food-sources.")],
    slug: Annotated[str, typer.Argument(help="Its slug: lower-case words joined by hyphens.")],
    like: Annotated[
        str | None, typer.Option(help="Slug of a neighbour whose cautions are asked about.")
    ] = None,
) -> None:
    """Write the file of a new entry: every field, and what to write in it."""
    settings = load_settings()
    folder = settings.content_dir
    path = folder / _known_kind(kind).path / f"{slug}.yaml"
    if not re.fullmatch(SLUG_PATTERN, slug):
        fail(f"'{slug}' is no slug: write lower-case words joined by hyphens.")
    if path.exists():
        fail(f"There is an entry {kind}/{slug} already.")
    # Other new files may be unfinished, so the content need not be valid as a whole.
    raw = read_files(folder, KINDS_BY_PATH)
    documents = readable_documents(raw, KINDS_BY_PATH)
    neighbour = None
    if like is not None:
        try:
            neighbour = neighbour_of(f"{kind}/{like}", documents, raw.entries)
        except KeyError:
            fail(f"There is no entry {kind}/{like}{_hint(f'{kind}/{like}', list(documents))}")
    schemas = _schema_folder(folder, None)
    _write_schemas(folder, schemas)
    address = os.path.relpath(schemas / f"{kind}.json", path.parent)
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        new_entry(
            KINDS_BY_PATH[kind],
            datetime.now(UTC).date(),
            address,
            neighbour,
            cautions_by_figure(documents),
        ),
        encoding="utf-8",
    )
    typer.echo(f"Wrote {path}. Fill it in, then run 'gutbone check'.")


def warn_command(
    entry: Annotated[str, typer.Argument(help="The entry, as <kind>/<slug>.")],
    cautions: Annotated[list[str], typer.Argument(help="Slugs of the cautions that hold for it.")],
) -> None:
    """Let cautions apply to an entry: they are written where they belong, and their questions go."""
    folder = load_settings().content_dir
    try:
        warned = warned_entry(folder, entry, cautions)
    except (UnknownFileError, InvalidYamlError) as error:
        fail(str(error))
    write_documents(folder, warned.documents)
    for file in warned.documents:
        typer.echo(f"Wrote {file}.")
    for remark in warned.remarks:
        typer.echo(f"Look at this yourself: {remark}.")


def rename_command(
    entry: Annotated[str, typer.Argument(help="The entry, as <kind>/<slug>.")],
    slug: Annotated[str, typer.Argument(help="Its new slug.")],
) -> None:
    """Rename an entry: move its file, keep its old address, and mend every reference to it."""
    folder = load_settings().content_dir
    try:
        renaming = rename_entry(folder, KINDS_BY_PATH, entry, slug)
    except (RenameError, InvalidYamlError) as error:
        fail(str(error))
    with TemporaryDirectory() as name:
        copied = Path(copytree(folder, Path(name) / "content"))
        write_documents(copied, renaming.documents)
        read_content_or_fail(copied)
    write_documents(folder, renaming.documents)
    for file, text in renaming.documents.items():
        typer.echo(f"{'Removed' if text is None else 'Wrote'} {file}.")
    for remark in renaming.remarks:
        typer.echo(f"Look at this yourself: {remark}.")


def retract_command(
    source: Annotated[str, typer.Argument(help="The source, as sources/<slug>.")],
    *,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="It was withdrawn, not retracted.")] = False,
) -> None:
    """Mark a source as retracted, and list in retractions.yaml all that rests on it, to be judged."""
    folder = load_settings().content_dir
    status = RetractionStatus.WITHDRAWN if withdrawn else RetractionStatus.RETRACTED
    try:
        documents = retracted_documents(folder, KINDS_BY_PATH, {source: status})
    except (RetractError, InvalidYamlError) as error:
        fail(str(error))
    write_documents(folder, documents)
    for file in documents:
        typer.echo(f"Wrote {file}.")
    typer.echo("'gutbone check' says which grades fall, and what to judge without it.")


def schema_command(to: SchemaFolder = None) -> None:
    """Write the JSON Schema of every kind, by which an editor completes names and reports errors."""
    folder = load_settings().content_dir
    schemas = _schema_folder(folder, to)
    _write_schemas(folder, schemas)
    typer.echo(f"Wrote {len(KINDS)} schemas into {schemas}.")


def _schema_folder(content: Path, given: Path | None) -> Path:
    return given or content.resolve().parent / "build" / "schemas"


def _write_schemas(content: Path, schemas: Path) -> None:
    try:
        write_schemas(schemas, KINDS, read_files(content, KINDS_BY_PATH).names())
    except OSError as error:
        fail(f"{schemas} cannot be written: {error.strerror or error}.")


def _known_kind(name: str) -> Kind:
    if name not in KINDS_BY_PATH:
        fail(f"There is no kind {name}{_hint(name, list(KINDS_BY_PATH))}")
    return KINDS_BY_PATH[name]


def _hint(word: str, choices: list[str]) -> str:
    near = closest_matches(word, choices, limit=1)
    return f"; did you mean {near[0]}?" if near else "."
