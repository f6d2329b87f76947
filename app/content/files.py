"""List and read the files of the content folder."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.reference_resolver import closest_matches
from app.content.strict_yaml import MAX_FILE_BYTES, InvalidYamlError, read_mapping
from app.content.validation import ContentIssue
from app.core.field_types import SLUG_PATTERN

SINGLE_FILES = ("guide.yaml", "disclaimer.yaml", "plan-rules.yaml")
OPTIONAL_FILES = ("retractions.yaml",)
NAMES_FOLDER = "names"
REVIEWS_FOLDER = "reviews"
IGNORED = {"README.md", "releases"}
MAX_LIST_BYTES = 1024 * 1024
"""Bytes. A file of names or of a review is far longer than an entry."""


@dataclass
class RawContent:
    """The parsed files, by path without extension, and the issues found."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    singles: dict[str, dict[str, Any]] = field(default_factory=dict)
    names_files: dict[str, dict[str, Any]] = field(default_factory=dict)
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    issues: list[ContentIssue] = field(default_factory=list)

    def add_issue(self, file: str, message: str) -> None:
        """Add an issue of a whole file."""
        self.issues.append(ContentIssue(file, "", message))

    def names(self) -> dict[str, str]:
        """Return the name of every entry with a file, readable or not, by `<kind>/<slug>`."""
        named = {key: str(raw.get("name", key)) for key, raw in self.entries.items()}
        return named | {key: key for key in self.unreadable}


def read_files(root: Path, kinds: Iterable[str]) -> RawContent:
    """Read every file below the content folder; issues are collected, not raised."""
    content = RawContent()
    folders = list(kinds)
    for name in SINGLE_FILES:
        _read_single(content, root, name)
    for name in OPTIONAL_FILES:
        if (root / name).is_file():
            _read_single(content, root, name)
    for folder in folders:
        _read_folder(content, root, folder)
    content.names_files |= _read_beside(content, root, NAMES_FOLDER)
    content.reviews |= _read_beside(content, root, REVIEWS_FOLDER)
    known = {*folders, *SINGLE_FILES, *OPTIONAL_FILES, NAMES_FOLDER, REVIEWS_FOLDER, *IGNORED}
    for stray in sorted(root.iterdir() if root.is_dir() else ()):
        if stray.name not in known:
            near = closest_matches(stray.name, folders, limit=1)
            hint = f"did you mean {near[0]}?" if near else "remove it"
            content.add_issue(stray.name, f"nothing of this name belongs here; {hint}")
    return content


def _read_single(content: RawContent, root: Path, name: str) -> None:
    if not (root / name).is_file():
        content.add_issue(name, "this file is missing; write it")
        return
    raw = _read(content, root / name, name)
    if raw is not None:
        content.singles[name] = raw


def _read_beside(content: RawContent, root: Path, folder: str) -> dict[str, dict[str, Any]]:
    """Return the files of a folder that holds no entries, by file name; each of them may be missing."""
    found = {}
    for path in sorted((root / folder).glob("*.yaml")):
        raw = _read(content, path, f"{folder}/{path.name}", MAX_LIST_BYTES)
        if raw is not None:
            found[path.name] = raw
    return found


def _read_folder(content: RawContent, root: Path, folder: str) -> None:
    paths = sorted((root / folder).iterdir()) if (root / folder).is_dir() else []
    if not paths:
        content.add_issue(folder, "this folder is missing or empty; every kind has at least one entry")
    for path in paths:
        file = f"{folder}/{path.name}"
        key = f"{folder}/{path.stem.lower()}"
        if key in content.entries or key in content.unreadable:
            content.add_issue(file, f"duplicate slug: another file is {key} already; rename or remove one")
        elif path.suffix != ".yaml" or not path.is_file():
            content.add_issue(file, "only files that end in .yaml belong here; rename or remove it")
        elif not re.fullmatch(SLUG_PATTERN, path.stem):
            content.add_issue(
                file, "the file name is the slug: lower-case words joined by hyphens; rename it"
            )
        else:
            raw = _read(content, path, file)
            if raw is None:
                content.unreadable.add(key)
            else:
                content.entries[key] = raw


def _read(
    content: RawContent, path: Path, file: str, max_bytes: int = MAX_FILE_BYTES
) -> dict[str, Any] | None:
    try:
        return read_mapping(path, max_bytes)
    except InvalidYamlError as error:
        content.add_issue(file, str(error))
    except OSError as error:
        content.add_issue(file, f"the file cannot be read: {error.strerror}")
    return None
