"""Read, verify and write the ledger of releases."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from app.catalog.reference_resolver import ReferenceResolver
from app.catalog.releases import LedgerEntry, content_digest, fold_ledger, release_order
from app.content.strict_yaml import InvalidYamlError, read_mapping
from app.content.validation import ContentIssue, validate

MAX_RELEASE_BYTES = 4 * 1024 * 1024
"""Bytes. A release that changes every entry is far longer than an entry."""


def read_ledger(folder: Path, issues: list[ContentIssue]) -> list[LedgerEntry]:
    """Return the releases, oldest first, and add all their issues."""
    ledger: list[LedgerEntry] = []
    for path in sorted(folder.glob("*.yaml")):
        file = f"{folder.name}/{path.name}"
        try:
            raw = read_mapping(path, MAX_RELEASE_BYTES)
        except InvalidYamlError as error:
            issues.append(ContentIssue(file, "", str(error)))
            continue
        if entry := validate(LedgerEntry, raw, file, ReferenceResolver({}), issues):
            if entry.id != path.stem:
                issues.append(ContentIssue(file, "id", f"the file must be called {entry.id}.yaml"))
            ledger.append(entry)
    ledger.sort(key=release_order)
    issues += _digest_mismatches(ledger)
    return ledger


def _digest_mismatches(ledger: list[LedgerEntry]) -> Iterator[ContentIssue]:
    for count, entry in enumerate(ledger, start=1):
        expected = content_digest(fold_ledger(ledger[:count]), entry.schema_version)
        if entry.digest != expected:
            file = f"releases/{entry.id}.yaml"
            yield ContentIssue(
                file, "digest", "the releases up to this one do not add up to it; restore the file"
            )


def write_release(folder: Path, entry: LedgerEntry) -> Path:
    """Write a release into the ledger and return the path of its file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{entry.id}.yaml"
    fields = entry.model_dump(mode="json")
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=110)
    path.write_text(text, encoding="utf-8")
    return path
