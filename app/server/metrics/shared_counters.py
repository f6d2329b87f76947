"""Memory that all workers share: a row of figures for each, which it alone writes and any may read."""

import ctypes
import mmap
from collections.abc import Iterable, Sequence
from http import HTTPStatus

ADDRESSES = 256
"""Room for kinds of address; what is beyond counts as other."""

STATUSES = tuple(status.value for status in HTTPStatus)
WAYS = 2
"""Worked out by the application, or ready before it was asked."""

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram, in seconds."""

Count = ctypes.c_uint64


class Row(ctypes.Structure):
    """The figures of one worker: they stay when it dies, and the one that takes its place counts on."""

    _fields_ = (
        ("worker", Count),
        ("connections", Count),
        ("cache_bytes", Count),
        ("cache_entries", Count),
        ("refresh_failures", Count),
        ("refresh_failing", Count),
        ("release_since", Count),
        ("release", ctypes.c_char * 128),
        ("answers", Count * (ADDRESSES * len(STATUSES) * WAYS)),
        ("times", Count * (ADDRESSES * (len(BOUNDS) + 1))),
        ("nanoseconds", Count * ADDRESSES),
    )
    worker: int
    connections: int
    cache_bytes: int
    cache_entries: int
    refresh_failures: int
    refresh_failing: int
    release_since: int
    release: bytes
    answers: ctypes.Array[Count]
    times: ctypes.Array[Count]
    nanoseconds: ctypes.Array[Count]


def shared_counters(workers: int) -> Sequence[Row]:
    """Return a row for each worker; make them before the workers are forked."""
    memory = mmap.mmap(-1, workers * ctypes.sizeof(Row))
    return list((Row * workers).from_buffer(memory))


def answer_cell(address: int, status: int, way: int) -> int:
    """Return where answers are counted; `way` is 1 for ready ones. An unheard-of status is the first."""
    place = STATUSES.index(status) if status in STATUSES else 0
    return (address * len(STATUSES) + place) * WAYS + way


def counted_in(cell: int) -> tuple[int, int, int]:
    """Return address, status and way of the answers that are counted in a cell."""
    rest, way = divmod(cell, WAYS)
    address, place = divmod(rest, len(STATUSES))
    return address, STATUSES[place], way


def totals(columns: Iterable[ctypes.Array[Count]]) -> list[int]:
    """Return the sums, cell by cell, of one column of several rows."""
    return [sum(cells) for cells in zip(*(column[:] for column in columns), strict=True)]
