"""The commands that say what a change means: `diff`, `impact` and `overdue`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from app.catalog.reference_resolver import closest_matches
from app.catalog.registry import KINDS
from app.catalog.releases import LedgerEntry
from app.cli.bootstrap import fail, load_settings, printable
from app.cli.content_source import load_content, read_content_or_fail, release_parts
from app.content.git_history import HistoryError, files_of_release
from app.content.impact import impact_of
from app.content.release_diff import as_markdown, as_text, content_diff
from app.content.review_dates import overdue_reviews
from app.content.review_items import open_answers, review_items
from app.content.safety_changes import safety_changes_between
from app.features.release_parts import ReleaseParts


def diff_command(
    since: Annotated[
        str | None, typer.Argument(help="Id of a release; by default the newest one in the ledger.")
    ] = None,
    *,
    against: Annotated[
        Path | None, typer.Option(help="Compare with another folder of content, not with a release.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write Markdown, for a pull request.")] = False,
) -> None:
    """Say in words what changed since a release, what readers must be told first."""
    settings = load_settings()
    content = load_content(settings)
    if against is None:
        name = _release(content.ledger, since)
        before = _parts_of_release(settings.content_dir, name)
    else:
        name, before = str(against), release_parts(read_content_or_fail(against))
    after = release_parts(content)
    changes = safety_changes_between(before, after, KINDS)
    diff = content_diff(name, before, after, changes.changed, changes.lowered)
    typer.echo((as_markdown if markdown else as_text)(diff), nl=False)


def _release(ledger: Sequence[LedgerEntry], name: str | None) -> str:
    """Return the id of the release to compare with."""
    ids = [entry.id for entry in ledger]
    if not ids:
        fail("The ledger has no release to compare with: name a folder with --against.")
    if name is not None and name not in ids:
        near = closest_matches(name, ids, limit=1)
        fail(f"The ledger has no release {name}" + (f"; did you mean {near[0]}?" if near else "."))
    return name or ids[-1]


def _parts_of_release(folder: Path, release: str) -> ReleaseParts:
    """Return the parts of a release, from the git history."""
    try:
        files = files_of_release(folder, release)
    except HistoryError as error:
        fail(f"The text of {release} cannot be read, {error}.")
    if files is None:
        fail(f"Release {release} is not in the git history: name a folder with --against.")
    with TemporaryDirectory() as name:
        for path, text in files.items():
            (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / path).write_bytes(text)
        return release_parts(read_content_or_fail(Path(name)))


def impact_command(
    entry: Annotated[str, typer.Argument(help="A source, claim, caution or other entry: <kind>/<slug>.")],
) -> None:
    """Say what falls or changes if an entry is retracted, weakened or dropped; nothing is written."""
    documents = load_content(load_settings()).documents
    kind, _, slug = entry.partition("/")
    plural = next((one.path for one in KINDS if kind in (one.path, one.singular)), kind)
    key = f"{plural}/{slug}"
    if key not in documents:
        near = closest_matches(key, list(documents), limit=1)
        fail(f"There is no entry {key}" + (f"; did you mean {near[0]}?" if near else "."))
    for scenario in impact_of(key, documents, KINDS):
        typer.echo(f"If {key} is {scenario.title}: " + ("" if scenario.consequences else "nothing changes."))
        for one in scenario.consequences:
            place = f"{one.key}: {one.field}" if one.field else one.key
            typer.echo(f"  {place}: {one.message}")


def overdue_command(
    within: Annotated[int, typer.Option(min=0, help="Also what is due within so many days.")] = 0,
) -> None:
    """List reviews that are due, claims read before their sources, and what clinicians want changed."""
    today = datetime.now(UTC).date()
    settings = load_settings()
    content = load_content(settings)
    found = overdue_reviews(content.documents, today + timedelta(days=within))
    items = review_items(content)
    asked = [f"{item}: {why}" for _, item, why in sorted(open_answers(items, content.reviews.values()))]
    for line in (*(f"{one.key}: {one.because}" for one in found), *asked):
        typer.echo(printable(line))
    typer.echo(f"{len(found) + len(asked)} to review.")
