"""Output folder of a static export: written to a temporary folder, then renamed into place."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

MANIFEST = "export.json"
"""The file that marks a folder as an export: its release, and the file of each URL."""

MADE_BY = "gutbone export"


class FolderNotEmptyError(FileExistsError):
    """The output folder holds something other than an earlier export."""


@contextmanager
def atomic_replacement(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder that replaces `folder` when the block succeeds, and is deleted otherwise.

    Raises FolderNotEmptyError if `folder` is neither empty nor an earlier export, and OSError if it cannot
    be written.
    """
    check_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # In the same parent folder, so that the rename stays within one file system.
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        temporary.mkdir()
        yield temporary
        check_replaceable(folder)
        _rename(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def check_replaceable(folder: Path) -> None:
    """Raise FolderNotEmptyError unless the folder is missing, empty or an earlier export."""
    if not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not _is_export(folder):
        raise FolderNotEmptyError(f"{folder} is neither empty nor an earlier export")


def write_files(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write files below a folder, by their relative paths. Return the number of bytes written."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sum(len(content) for content in files.values())


def _is_export(folder: Path) -> bool:
    try:
        document = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and document.get("made_by") == MADE_BY


def _rename(source: Path, folder: Path) -> None:
    """Rename a folder into place. The earlier export is deleted last, and restored if the rename fails."""
    if not folder.exists() or not any(folder.iterdir()):
        source.replace(folder)
        return
    earlier = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    folder.replace(earlier)
    try:
        source.replace(folder)
    except OSError:
        earlier.replace(folder)
        raise
    shutil.rmtree(earlier, ignore_errors=True)
