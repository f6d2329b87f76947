"""The commands that ask a clinician, and take the answers: `review-pack` and `review-import`."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from app.catalog.reference_resolver import ReferenceResolver
from app.cli.bootstrap import fail, load_settings, printable
from app.cli.content_source import print_issues, read_content_or_fail
from app.content.clinical_reviews import ClinicalReview, ReviewAnswer
from app.content.files import MAX_LIST_BYTES, REVIEWS_FOLDER
from app.content.review_items import ReviewItem, review_items, unanswered
from app.content.review_pack import answer_sheet, booklet
from app.content.strict_yaml import InvalidYamlError, read_mapping
from app.content.validation import ContentIssue, validate
from app.vocabulary.content import ClinicianRole


def review_pack_command(
    role: Annotated[ClinicianRole, typer.Option("--for", help="Who is asked.")],
    to: Annotated[
        Path | None, typer.Option(help="Folder; by default build/review-packs beside the content.")
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what somebody of that role agrees with.")
    ] = False,
) -> None:
    """Write a booklet for a clinician to read and tick, and the sheet for the answers."""
    folder = load_settings().content_dir
    content = read_content_or_fail(folder)
    items = review_items(content)
    asked = unanswered(items, role, () if everything else content.reviews.values())
    today = datetime.now(UTC).date()
    to = to or folder.resolve().parent / "build" / "review-packs"
    pages, sheet = to / f"{role}-{today}.html", to / f"{role}-{today}.yaml"
    if sheet.exists():
        fail(f"{sheet} is there already, perhaps with answers: move it away first.")
    try:
        to.mkdir(parents=True, exist_ok=True)
        pages.write_text(booklet(asked, role, today), encoding="utf-8")
        sheet.write_text(answer_sheet(asked, role), encoding="utf-8")
    except OSError as error:
        fail(f"{to} cannot be written: {error.strerror or error}.")
    typer.echo(f"{len(asked)} items for a {role}.")
    typer.echo(f"Wrote {pages}, to print or send, and {sheet}, for the answers.")


def review_import_command(
    sheet: Annotated[Path, typer.Argument(help="The sheet of 'gutbone review-pack' with the answers.")],
) -> None:
    """Take the answers of a clinician, who gives name, role, registration and date."""
    folder = load_settings().content_dir
    content = read_content_or_fail(folder)
    items = review_items(content)
    review, unread = _signed_review(sheet)
    changed = _check_answers(sheet, review, {item.id: item for item in items})
    taken = tuple(answer for answer in review.answers if answer.item not in changed)
    if not taken:
        fail(f"Nothing was taken: all of it has changed since {sheet} was made. Make a new pack.")
    review = review.model_copy(update={"answers": taken})
    if review in content.reviews.values():
        fail("These answers were taken before.")
    path = _write(folder / REVIEWS_FOLDER, review)
    for answer in (one for one in taken if one.verdict == "change"):
        typer.echo(printable(f"To change: {answer.item}: {answer.remark}"))
    for item in changed:
        typer.echo(f"Not taken: {item} has changed since the pack was made.")
    agreed = sum(answer.verdict == "agree" for answer in taken)
    typer.echo(
        f"{agreed} agreed, {len(taken) - agreed} to change, {len(changed)} not taken, {unread} not read."
    )
    typer.echo(f"Wrote {path}.")


def _signed_review(sheet: Path) -> tuple[ClinicalReview, int]:
    """Return the review in a sheet, and how many items were not read; print what is wrong with it."""
    try:
        fields: dict[str, Any] = read_mapping(sheet, MAX_LIST_BYTES)
    except InvalidYamlError as error:
        fail(f"{sheet}: {error}")
    except OSError as error:
        fail(f"{sheet} cannot be read: {error.strerror}.")
    answers = fields.get("answers")
    answers = answers if isinstance(answers, list) else []
    read = [one for one in answers if not (isinstance(one, dict) and one.get("verdict") is None)]
    issues: list[ContentIssue] = []
    review = validate(ClinicalReview, {**fields, "answers": read}, sheet.name, ReferenceResolver({}), issues)
    if review is None:
        print_issues(issues)
        fail("Nothing was taken.")
    return review, len(answers) - len(read)


def _check_answers(sheet: Path, review: ClinicalReview, items: Mapping[str, ReviewItem]) -> list[str]:
    """Return the items that have changed since they were read; print what is wrong with the others."""
    issues, seen, changed = list[ContentIssue](), set[str](), []
    if review.clinician.reviewed_on > datetime.now(UTC).date():
        issues.append(ContentIssue(sheet.name, "clinician.reviewed_on", "this day is to come"))
    for place, answer in enumerate(review.answers):
        if message := _mistake(answer, review.clinician.role, items, seen):
            issues.append(ContentIssue(sheet.name, f"answers[{place}]", f"{answer.item}: {message}"))
        elif items[answer.item].digest != answer.digest:
            changed.append(answer.item)
        seen.add(answer.item)
    if issues:
        print_issues(issues)
        fail("Nothing was taken.")
    return changed


def _mistake(
    answer: ReviewAnswer, role: ClinicianRole, items: Mapping[str, ReviewItem], seen: set[str]
) -> str | None:
    if answer.item not in items:
        return "there is no such item; leave the items as they are in the pack"
    if answer.item in seen:
        return "it has an answer already; remove one"
    if role not in items[answer.item].roles:
        return f"a {role} is not asked about it"
    if answer.verdict == "change" and not answer.remark:
        return "say in remark what to change"
    return None


def _write(folder: Path, review: ClinicalReview) -> Path:
    """Write a review into a file of its own and return its path."""
    who = review.clinician
    plain = unicodedata.normalize("NFKD", who.name).encode("ascii", "ignore").decode().lower()
    stem = f"{who.reviewed_on}-{who.role}-{re.sub('[^a-z0-9]+', '-', plain).strip('-') or 'unnamed'}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    path = next(one for name in names if not (one := folder / f"{name}.yaml").exists())
    fields = review.model_dump(mode="json")
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=110)
    folder.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
