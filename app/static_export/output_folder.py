"""The folder of a copy: written aside, then put in place as a whole."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

MANIFEST = "export.json"
"""Lies in every copy: what it is a copy of, and which file answers which address."""

MADE_BY = "gutbone export"


class FolderNotEmptyError(FileExistsError):
    """There is something in place of the folder that is not an earlier copy."""


@contextmanager
def atomic_replacement(folder: Path) -> Iterator[Path]:
    """Yield a new folder beside the one named; it takes its place when the block ends well, else it goes.

    Raises FolderNotEmptyError where it would replace anything but an earlier copy or an empty folder, OSError
    where the disk refuses.
    """
    check_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        aside.mkdir()
        yield aside
        check_replaceable(folder)
        _put(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def check_replaceable(folder: Path) -> None:
    """Raise FolderNotEmptyError unless nothing is there, or an empty folder, or an earlier copy."""
    if not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not _is_copy(folder):
        raise FolderNotEmptyError(f"{folder} is neither empty nor an earlier copy")


def write(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write files below a folder, by their paths; return how many bytes they hold."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sum(len(content) for content in files.values())


def _is_copy(folder: Path) -> bool:
    try:
        document = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and document.get("made_by") == MADE_BY


def _put(aside: Path, folder: Path) -> None:
    """Put a folder in place; an earlier copy stays until the new one stands there."""
    if not folder.exists() or not any(folder.iterdir()):
        aside.replace(folder)
        return
    earlier = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    folder.replace(earlier)
    try:
        aside.replace(folder)
    except OSError:
        earlier.replace(folder)
        raise
    shutil.rmtree(earlier, ignore_errors=True)
