"""Graceful shutdown: SIGTERM or SIGINT starts it, at any moment of a server's life.

* The supervisor (`prefork.py`) sends SIGTERM to every worker and waits for them.
* A server stops accepting connections and completes its open requests for at most
  `GUTBONE_GRACEFUL_SHUTDOWN_TIMEOUT` seconds (uvicorn's `timeout_graceful_shutdown`); then it cancels them.
* The lifespan of the application ends: background tasks are cancelled, the process exits with code 0.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

SHUTDOWN_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def shutdown_signals_deferred() -> Iterator[None]:
    """Defer shutdown signals to the end of the block, so that none arrives between a fork and its handler."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SHUTDOWN_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SHUTDOWN_SIGNALS)


def handle_shutdown_signals(server: uvicorn.Server) -> None:
    """Let the server handle shutdown signals from now on, also before its event loop runs and after it ended.

    The default handlers would break an event loop that is just starting, with a traceback.
    """
    for number in SHUTDOWN_SIGNALS:
        signal.signal(number, server.handle_exit)
