"""Heartbeats: a worker's event loop shows its supervisor that it runs, through a pipe.

The pipe works both ways: a worker whose pipe is broken has lost its supervisor and exits. On Linux the kernel
also kills it at once, so that it frees the port even when its event loop is blocked.
"""

import asyncio
import ctypes
import os
import signal
from contextlib import suppress
from typing import Never

HEARTBEAT_INTERVAL = 1.0
"""Seconds between two heartbeats."""

PR_SET_PDEATHSIG = 1
"""Option of `prctl`: the signal to receive when the parent exits (linux/prctl.h)."""


async def send_heartbeats(pipe: int) -> Never:
    """Write a byte to a non-blocking pipe every interval; exit the process if nobody can read it any more."""
    while True:
        # A full pipe: the supervisor is suspended, and finds enough heartbeats when it continues.
        with suppress(BlockingIOError):
            try:
                os.write(pipe, b".")
            except BrokenPipeError:
                os._exit(1)
        await asyncio.sleep(HEARTBEAT_INTERVAL)


def kill_on_parent_exit(parent: int) -> None:
    """Let the kernel kill this process when its parent exits (on Linux). Call it right after the fork."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        # The parent may have exited before the call.
        if os.getppid() != parent:
            os._exit(1)
