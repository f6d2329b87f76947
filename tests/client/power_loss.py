"""A process that writes a file and is killed before or after each step of the write.

    python -m tests.client.power_loss <folder>

Each write is a process of its own, forked from this one. It says how many steps a write has: once when killed
before a step, once when killed in the middle of it.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gutbone.client import storage

OLD, NEW = b"old " * 5000, b"new " * 7000
STEPS = ("open", "write", "fsync", "close", "replace")


class PowerLoss:
    """Count the steps of a write, and kill the process at one of them."""

    def __init__(self, last: int, *, half: bool) -> None:
        self.left = last
        self.half = half

    def step(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return a step that ends the process when its turn has come; half: after half of the work."""

        def counted(*arguments: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                if self.half and real is WRITE:
                    real(arguments[0], arguments[1][: len(arguments[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **options)

        return counted


WRITE = os.write


def run_and_kill(path: Path, last: int, *, half: bool) -> bool:
    """Write in a process that is killed at a step; return whether it reached the step."""
    child = os.fork()
    if child == 0:
        power = PowerLoss(last, half=half)
        for name in STEPS[:-1]:
            setattr(os, name, power.step(getattr(os, name)))
        setattr(Path, STEPS[-1], power.step(Path.replace))
        storage.write_atomically(path, NEW)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    for half in (False, True):
        last = 0
        while True:
            path = Path(sys.argv[1]) / f"{last}{'-half' if half else ''}"
            path.write_bytes(OLD)
            if not run_and_kill(path, last, half=half):
                break
            last += 1
        sys.stdout.write(f"{last}\n")
