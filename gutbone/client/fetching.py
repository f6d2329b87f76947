"""Requests that are tried again: bounded in number, in time and in bytes."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar

import httpx

from gutbone.client.errors import BrokenAnswerError, GoneError, UnusableServerError

T = TypeVar("T")
JITTER = random.SystemRandom()
LARGEST = 64 * 1024 * 1024
"""Bytes of an answer, decompressed, beyond which it cannot be content."""


@dataclass(frozen=True)
class Retry:
    """How often and how patiently a request is tried. Times are in seconds.

    The wait doubles from `first_wait` and is drawn from its upper half. What the server asks for in
    `Retry-After` is kept; a wait above `longest_wait` ends the sync. One attempt takes `deadline` at most.
    """

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 30
    deadline: float = 60
    sleep: Callable[[float], None] = time.sleep


class AgainError(UnusableServerError):
    """An attempt that failed and may be tried again, after this many seconds when the server said so."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        """Keep why, and what the server asked for."""
        super().__init__(why)
        self.wait = wait


def fetch(
    http: httpx.Client,
    retry: Retry,
    request: httpx.Request,
    read: Callable[[bytes], T],
) -> tuple[T | None, str]:
    """Return what an answer holds, None when it is the one that the request's ETag names, and its ETag.

    Raises GoneError on 410, UnusableServerError when the server gave no answer, BrokenAnswerError when
    `read` did not accept the last of them.
    """
    wait = retry.first_wait
    for attempt in range(1, retry.attempts + 1):
        try:
            return _attempt(http, retry, request, read)
        except (AgainError, BrokenAnswerError) as error:
            asked = getattr(error, "wait", None)
            # Clients that failed together do not come back together.
            pause = JITTER.uniform(wait / 2, wait) if asked is None else asked
            if attempt == retry.attempts or pause > retry.longest_wait:
                raise
            retry.sleep(pause)
            wait *= 2
    raise UnusableServerError("no attempt was allowed")


def _attempt(
    http: httpx.Client, retry: Retry, request: httpx.Request, read: Callable[[bytes], T]
) -> tuple[T | None, str]:
    try:
        status, headers, body = _answer(http, request, retry.deadline)
    except (httpx.RequestError, httpx.InvalidURL) as error:
        raise AgainError(f"{type(error).__name__}: {error}") from error
    if status == HTTPStatus.NOT_MODIFIED and "if-none-match" in request.headers:
        return None, request.headers["if-none-match"]
    if status == HTTPStatus.GONE:
        raise GoneError
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise AgainError(f"the server answered {status}", _asked_wait(headers))
    if status != HTTPStatus.OK:
        raise UnusableServerError(f"the server answered {status}")
    etag = headers.get("etag", "")
    # A tag that was damaged on the way could not be sent back.
    return read(body), etag if etag.isascii() and etag.isprintable() else ""


def _answer(http: httpx.Client, request: httpx.Request, deadline: float) -> tuple[int, httpx.Headers, bytes]:
    """Return status, header fields and body. Raises httpx.RequestError, also for what takes too long."""
    end = time.monotonic() + deadline
    response = http.send(request, stream=True, follow_redirects=True)
    try:
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > LARGEST or time.monotonic() > end:
                raise httpx.ReadError("the answer is too long, or takes too long", request=request)
        return response.status_code, response.headers, bytes(body)
    finally:
        response.close()


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or a date; None when it does not."""
    asked = headers.get("retry-after", "")
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        when = parsedate_to_datetime(asked)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
