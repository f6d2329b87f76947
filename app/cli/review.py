"""The commands that say what a change means: `diff`, `impact` and `overdue`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from app.catalog.reference_resolver import closest_matches
from app.catalog.registry import KINDS, KINDS_BY_PATH
from app.catalog.releases import LedgerEntry
from app.cli.bootstrap import fail, load_settings, printable
from app.cli.content_source import load_content, read_content_or_fail, release_parts
from app.content.content_reader import readable_documents, readable_guide
from app.content.files import read_files
from app.content.git_history import HistoryError, files_of_release
from app.content.impact import impact_of
from app.content.release_diff import MAX_VALUE_LENGTH, as_markdown, as_text, content_diff
from app.content.renamed_parts import renamed_entries, under_new_slugs
from app.content.review_dates import overdue_reviews
from app.content.review_items import open_answers, review_items
from app.content.safety_changes import safety_changes_between
from app.content.withdrawal import unreleased_parts
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
    whole: Annotated[bool, typer.Option("--whole", help="Show whole texts, not what differs alone.")] = False,
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
    served = [] if against else _served_otherwise(content.ledger, name, before, after)
    renamed = renamed_entries(before, after)
    moved = under_new_slugs(before, after)
    longest = sys.maxsize if whole else MAX_VALUE_LENGTH
    changes = safety_changes_between(moved, after, KINDS)
    diff = content_diff(name, moved, after, changes, renamed=renamed, served=served, longest=longest)
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


def _served_otherwise(
    ledger: Sequence[LedgerEntry], release: str, before: ReleaseParts, after: ReleaseParts
) -> list[str]:
    """Return the parts that are served otherwise than the ledger says, though no text of theirs changed."""
    since = ledger[: [entry.id for entry in ledger].index(release) + 1]
    return [key for key in unreleased_parts(since, after) if before.get(key) == after.get(key)]


def _parts_of_release(folder: Path, release: str) -> ReleaseParts:
    """Return the parts of a release, from the git history."""
    try:
        files = files_of_release(folder, release)
    except HistoryError as error:
        fail(f"The text of {release} cannot be read, {error}.")
    if files is None:
        how = "commit it first, with the content it was made of, or name a folder with --against"
        fail(f"Release {release} is not in the git history: {how}.")
    with TemporaryDirectory() as name:
        for path, text in files.items():
            (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / path).write_bytes(text)
        return release_parts(read_content_or_fail(Path(name)))


def impact_command(
    entry: Annotated[str, typer.Argument(help="A source, claim, caution or other entry: <kind>/<slug>.")],
) -> None:
    """Say what falls or changes if an entry is retracted, weakened or dropped; nothing is written."""
    # What falls already, such as a grade on a retracted source, is no reason to say nothing.
    raw = read_files(load_settings().content_dir, KINDS_BY_PATH)
    documents = readable_documents(raw, KINDS_BY_PATH)
    kind, _, slug = entry.partition("/")
    plural = next((one.path for one in KINDS if kind in (one.path, one.singular)), kind)
    key = f"{plural}/{slug}"
    if key not in documents:
        if key in raw.names():
            fail(f"{key} has mistakes: run 'gutbone check' and correct them first.")
        near = closest_matches(key, list(documents), limit=1)
        fail(f"There is no entry {key}" + (f"; did you mean {near[0]}?" if near else "."))
    for scenario in impact_of(key, documents, readable_guide(raw), KINDS):
        typer.echo(f"If {key} is {scenario.title}: " + ("" if scenario.consequences else "nothing changes."))
        for one in scenario.consequences:
            place = f"{one.key}: {one.field}" if one.field else one.key
            typer.echo(f"  {place}: {one.message}")
    if raw.issues:
        typer.echo("Files with mistakes of their own were left out: 'gutbone check' lists them.")


def overdue_command(
    within: Annotated[int, typer.Option(min=0, help="Also what is due within so many days.")] = 0,
) -> None:
    """List reviews that are due, claims read before their sources, and what clinicians want changed."""
    today = datetime.now(UTC).date()
    settings = load_settings()
    content = load_content(settings)
    found = overdue_reviews(content.documents, today, timedelta(days=within))
    items = review_items(content)
    asked = [f"{item}: {why}" for _, item, why in sorted(open_answers(items, content.reviews.values()))]
    for line in (*(f"{one.key}: {one.because}" for one in found), *asked):
        typer.echo(printable(line))
    typer.echo(f"{len(found) + len(asked)} to review.")
