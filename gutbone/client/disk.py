"""The one file on the disk: always the old content or the new, whole, whenever the power goes."""

import os
from pathlib import Path


def read(path: Path) -> bytes | None:
    """Return the bytes of a file, or None when there is none. Raises OSError when it cannot be read."""
    part_of(path).unlink(missing_ok=True)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def write(path: Path, data: bytes) -> None:
    """Put bytes in the place of a file. Raises OSError; the old file is whole then.

    The bytes lie on the disk before the name does, and the name before this returns.
    """
    part = part_of(path)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.replace(path)
    _flush_names(path.parent)


def part_of(path: Path) -> Path:
    """Return the file that is written first."""
    return path.with_name(f"{path.name}.part")


def _flush_names(folder: Path) -> None:
    # Windows has no way to open a folder, and keeps names in a journal of its own.
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
