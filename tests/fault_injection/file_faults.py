"""Faults of the SQLite file, its disk, and of other processes that hold it open."""

import resource
import shutil
import sqlite3
from pathlib import Path

from tests.fault_injection.faults import Fault, FaultTarget
from tests.fault_injection.table_faults import CHECKSUM_CHANGED, execute_sql
from tests.fixtures.databases import sqlite_file

held: dict[str, sqlite3.Connection] = {}


def file(target: FaultTarget) -> Path:
    """Return the file of the database."""
    found = sqlite_file(target.url)
    assert found
    return found


def aside(target: FaultTarget) -> Path:
    """Return where the whole file is kept meanwhile."""
    return file(target).with_suffix(".aside")


def moved(target: FaultTarget) -> None:
    """Delete the file; a copy is kept elsewhere."""
    file(target).rename(aside(target))


def restored(target: FaultTarget) -> None:
    """Put the whole file back in one step."""
    aside(target).rename(file(target))


def truncated(target: FaultTarget) -> None:
    """Cut the file in half."""
    execute_sql(CHECKSUM_CHANGED)(target)
    shutil.copy(file(target), aside(target))
    with file(target).open("r+b") as opened:
        opened.truncate(file(target).stat().st_size // 2)


def flipped(target: FaultTarget) -> None:
    """Flip one bit in every page of the file but the first."""
    execute_sql(CHECKSUM_CHANGED)(target)
    shutil.copy(file(target), aside(target))
    data = bytearray(file(target).read_bytes())
    for start in range(4096, len(data), 4096):
        data[start] ^= 0x10
    file(target).write_bytes(data)


def a_folder(target: FaultTarget) -> None:
    """Put a folder where the file was."""
    moved(target)
    file(target).mkdir()


def no_folder(target: FaultTarget) -> None:
    """Take the folder away again."""
    file(target).rmdir()
    restored(target)


def no_database(target: FaultTarget) -> None:
    """Put another kind of file there."""
    moved(target)
    file(target).write_bytes(b"This is no database." * 400)


def locked(target: FaultTarget) -> None:
    """Lock the file as a writer does that never ends."""
    connection = sqlite3.connect(file(target), isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN EXCLUSIVE")
    held[target.url] = connection


def unlocked(target: FaultTarget) -> None:
    """End the writer."""
    held.pop(target.url).close()


def read_only(target: FaultTarget) -> None:
    """Take away the right to write."""
    file(target).chmod(0o444)


def writable(target: FaultTarget) -> None:
    """Give back the right to write."""
    file(target).chmod(0o644)


def without_descriptors(target: FaultTarget) -> None:
    """Leave the server no file descriptor to open the database with."""
    resource.prlimit(target.server, resource.RLIMIT_NOFILE, (3, 4096))


def with_descriptors(target: FaultTarget) -> None:
    """Give the server its file descriptors back."""
    resource.prlimit(target.server, resource.RLIMIT_NOFILE, (1024, 4096))


FILE_FAULTS = (
    Fault("file deleted", moved, restored, fast=True),
    Fault("file truncated", truncated, restored),
    Fault("file bit-flipped", flipped, restored),
    Fault("a folder in its place", a_folder, no_folder),
    Fault("no database in its place", no_database, restored),
    Fault("locked", locked, unlocked),
    Fault("read-only", read_only, writable, problem=None, blocks_startup=False),
    Fault("descriptors exhausted", without_descriptors, with_descriptors, blocks_startup=False),
)
