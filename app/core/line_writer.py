"""Write log lines to a file descriptor, many at once: a system call for each costs more than the line."""

import asyncio
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from select import PIPE_BUF
from threading import RLock

from msgspec import Struct
from msgspec.json import Encoder

FLUSH_INTERVAL = 0.1
"""Seconds that a line is buffered at most; a killed process loses no more."""

MAX_BUFFERED_LINES = 256
"""Lines from which on the buffer is written at once."""


class LineWriter:
    """A text stream for `logging.StreamHandler`, with a buffer of lines that may wait.

    `logging` flushes it for each event and at exit, so lines keep their order and none is lost at the end.
    """

    def __init__(self, fileno: int) -> None:
        """Write to an open file descriptor, which processes may share."""
        self._fileno = fileno
        # Several processes may write to one pipe, which keeps a write whole only up to this size.
        self._atomic_bytes = None if stat.S_ISREG(os.fstat(fileno).st_mode) else PIPE_BUF
        self._encode_lines = Encoder().encode_lines
        self._lines: list[Struct] = []
        self._text = b""
        self._lock = RLock()

    def write(self, text: str) -> None:
        """Take the text of one event; the caller flushes."""
        with self._lock:
            self._text += text.encode("utf-8", "backslashreplace")

    def write_later(self, line: Struct) -> None:
        """Buffer a line, encoded as JSON when it is written; call it where an event loop runs."""
        lines = self._lines
        lines.append(line)
        buffered = len(lines)
        if buffered == 1:
            asyncio.get_running_loop().call_later(FLUSH_INTERVAL, self._flush_quietly)
        elif buffered >= MAX_BUFFERED_LINES:
            self._flush_quietly()

    def flush(self) -> None:
        """Write what is buffered.

        Raises:
            OSError: it cannot be written; what is left of it is dropped, so that the buffer does not grow.

        """
        with self._lock:
            # In this order no line is lost that another thread appends meanwhile.
            lines = self._lines[:]
            del self._lines[: len(lines)]
            data, self._text = self._encode_lines(lines) + self._text, b""
            for part in _parts(data, self._atomic_bytes):
                written = 0
                while written < len(part):
                    written += os.write(self._fileno, part[written:])

    def _flush_quietly(self) -> None:
        # A log that cannot be written, such as on a full disk, stops no request.
        with suppress(OSError):
            self.flush()


def _parts(data: bytes, atomic_bytes: int | None) -> Iterator[bytes]:
    """Yield whole lines of at most `atomic_bytes` together; a longer line is yielded alone."""
    start, total = 0, len(data)
    while start < total:
        end = total
        if atomic_bytes and total - start > atomic_bytes:
            end = data.rfind(b"\n", start, start + atomic_bytes) + 1 or data.find(b"\n", start) + 1 or total
        yield data[start:end]
        start = end
