"""Faults of a SQLite file, of its disk, and of whoever else has it open."""

import resource
import shutil
import sqlite3
from pathlib import Path

from tests.fault_injection.faults import Fault, Place
from tests.fault_injection.table_faults import NOTED, told
from tests.fixtures.databases import file_of

held: dict[str, sqlite3.Connection] = {}


def file(place: Place) -> Path:
    """Return the file of the database."""
    found = file_of(place.url)
    assert found
    return found


def aside(place: Place) -> Path:
    """Return where the whole file is kept meanwhile."""
    return file(place).with_suffix(".aside")


def moved(place: Place) -> None:
    """Delete the file; a copy is kept elsewhere."""
    file(place).rename(aside(place))


def restored(place: Place) -> None:
    """Put the whole file back in one step."""
    aside(place).rename(file(place))


def truncated(place: Place) -> None:
    """Cut the file in half."""
    told(NOTED)(place)
    shutil.copy(file(place), aside(place))
    with file(place).open("r+b") as opened:
        opened.truncate(file(place).stat().st_size // 2)


def flipped(place: Place) -> None:
    """Flip one bit in every page of the file but the first."""
    told(NOTED)(place)
    shutil.copy(file(place), aside(place))
    data = bytearray(file(place).read_bytes())
    for start in range(4096, len(data), 4096):
        data[start] ^= 0x10
    file(place).write_bytes(data)


def a_folder(place: Place) -> None:
    """Put a folder where the file was."""
    moved(place)
    file(place).mkdir()


def no_folder(place: Place) -> None:
    """Take the folder away again."""
    file(place).rmdir()
    restored(place)


def no_database(place: Place) -> None:
    """Put another kind of file there."""
    moved(place)
    file(place).write_bytes(b"This is no database." * 400)


def locked(place: Place) -> None:
    """Lock the file as a writer does that never ends."""
    connection = sqlite3.connect(file(place), isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN EXCLUSIVE")
    held[place.url] = connection


def unlocked(place: Place) -> None:
    """End the writer."""
    held.pop(place.url).close()


def read_only(place: Place) -> None:
    """Take away the right to write."""
    file(place).chmod(0o444)


def writable(place: Place) -> None:
    """Give back the right to write."""
    file(place).chmod(0o644)


def without_descriptors(place: Place) -> None:
    """Leave the server no file descriptor to open the database with."""
    resource.prlimit(place.server, resource.RLIMIT_NOFILE, (3, 4096))


def with_descriptors(place: Place) -> None:
    """Give the server its file descriptors back."""
    resource.prlimit(place.server, resource.RLIMIT_NOFILE, (1024, 4096))


FILE_FAULTS = (
    Fault("file deleted", moved, restored, quick=True),
    Fault("file truncated", truncated, restored),
    Fault("file bit-flipped", flipped, restored),
    Fault("a folder in its place", a_folder, no_folder),
    Fault("no database in its place", no_database, restored),
    Fault("locked", locked, unlocked),
    Fault("read-only", read_only, writable, says=None, refuses=False),
    Fault("descriptors exhausted", without_descriptors, with_descriptors, refuses=False),
)
