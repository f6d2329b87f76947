"""The ledger of releases: read from its files, checked link by link, and written."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from app.catalog.reference_resolver import NameBook
from app.catalog.releases import LedgerEntry, fold, order, whole_digest
from app.content.documents import validate
from app.content.mistakes import Mistake
from app.content.strict_yaml import NotReadableError, read_mapping

LARGEST_RELEASE = 4 * 1024 * 1024
"""Bytes: a release that touches every entry is far longer than an entry."""


def read_ledger(folder: Path) -> tuple[list[LedgerEntry], list[Mistake]]:
    """Return the releases, oldest first, and everything that is wrong with them."""
    ledger: list[LedgerEntry] = []
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yaml")):
        file = f"{folder.name}/{path.name}"
        try:
            raw = read_mapping(path, LARGEST_RELEASE)
        except NotReadableError as error:
            mistakes.append(Mistake(file, "", str(error)))
            continue
        entry, wrong = validate(LedgerEntry, raw, file, NameBook({}))
        mistakes += wrong
        if entry is not None:
            if entry.id != path.stem:
                mistakes.append(Mistake(file, "id", f"the file must be called {entry.id}.yaml"))
            ledger.append(entry)
    ledger.sort(key=order)
    return ledger, mistakes + list(_broken_links(ledger))


def _broken_links(ledger: list[LedgerEntry]) -> Iterator[Mistake]:
    for place, entry in enumerate(ledger, start=1):
        expected = whole_digest(fold(ledger[:place]), entry.schema_version)
        if entry.digest != expected:
            file = f"releases/{entry.id}.yaml"
            yield Mistake(file, "digest", "the releases up to this one do not add up to it; restore the file")


def write_release(folder: Path, entry: LedgerEntry) -> Path:
    """Write a release into the ledger and return its file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{entry.id}.yaml"
    fields = entry.model_dump(mode="json")
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=110)
    path.write_text(text, encoding="utf-8")
    return path
