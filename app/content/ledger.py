"""The ledger of releases: read from its files, checked link by link, and written."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from app.catalog.reference_resolver import ReferenceResolver
from app.catalog.releases import LedgerEntry, content_digest, fold_ledger, release_order
from app.content.strict_yaml import NotReadableError, read_mapping
from app.content.validation import ContentIssue, validate

LARGEST_RELEASE = 4 * 1024 * 1024
"""Bytes: a release that touches every entry is far longer than an entry."""


def read_ledger(folder: Path) -> tuple[list[LedgerEntry], list[ContentIssue]]:
    """Return the releases, oldest first, and everything that is wrong with them."""
    ledger: list[LedgerEntry] = []
    issues: list[ContentIssue] = []
    for path in sorted(folder.glob("*.yaml")):
        file = f"{folder.name}/{path.name}"
        try:
            raw = read_mapping(path, LARGEST_RELEASE)
        except NotReadableError as error:
            issues.append(ContentIssue(file, "", str(error)))
            continue
        entry, wrong = validate(LedgerEntry, raw, file, ReferenceResolver({}))
        issues += wrong
        if entry is not None:
            if entry.id != path.stem:
                issues.append(ContentIssue(file, "id", f"the file must be called {entry.id}.yaml"))
            ledger.append(entry)
    ledger.sort(key=release_order)
    return ledger, issues + list(_broken_links(ledger))


def _broken_links(ledger: list[LedgerEntry]) -> Iterator[ContentIssue]:
    for place, entry in enumerate(ledger, start=1):
        expected = content_digest(fold_ledger(ledger[:place]), entry.schema_version)
        if entry.digest != expected:
            file = f"releases/{entry.id}.yaml"
            yield ContentIssue(
                file, "digest", "the releases up to this one do not add up to it; restore the file"
            )


def write_release(folder: Path, entry: LedgerEntry) -> Path:
    """Write a release into the ledger and return its file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{entry.id}.yaml"
    fields = entry.model_dump(mode="json")
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=110)
    path.write_text(text, encoding="utf-8")
    return path
