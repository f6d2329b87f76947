"""HTTP requests with retries: exponential backoff with jitter, `Retry-After`, bounded time and size."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar

import httpx

from gutbone.client.errors import GoneError, InvalidDataError, ServerUnavailableError

T = TypeVar("T")
JITTER = random.SystemRandom()
MAX_BODY_BYTES = 64 * 1024 * 1024
"""Largest response body, decompressed."""


@dataclass(frozen=True)
class Retry:
    """The retry policy of a request. Times are in seconds.

    The wait doubles from `first_wait`; a pause is drawn from its upper half. `Retry-After` takes precedence;
    a pause above `longest_wait` ends the sync. One attempt takes at most `deadline`.
    """

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 30
    deadline: float = 60
    sleep: Callable[[float], None] = time.sleep


class RetryableError(ServerUnavailableError):
    """An attempt that failed and may be retried, after `retry_after` seconds if the server said so."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        """Store the reason, and the seconds of `Retry-After`."""
        super().__init__(reason)
        self.retry_after = retry_after


def fetch(
    http: httpx.Client,
    retry: Retry,
    request: httpx.Request,
    read: Callable[[bytes], T],
) -> tuple[T | None, str]:
    """Return the parsed body, None on 304 Not Modified, and the ETag.

    Raises GoneError on 410, ServerUnavailableError without a usable response, and InvalidDataError when
    `read` rejected the last one.
    """
    wait = retry.first_wait
    for attempt in range(1, retry.attempts + 1):
        try:
            return _attempt(http, retry, request, read)
        except (RetryableError, InvalidDataError) as error:
            retry_after = getattr(error, "retry_after", None)
            # Jitter: clients that failed at the same time do not retry at the same time.
            pause = JITTER.uniform(wait / 2, wait) if retry_after is None else retry_after
            if attempt == retry.attempts or pause > retry.longest_wait:
                raise
            retry.sleep(pause)
            wait *= 2
    raise ServerUnavailableError("no attempt was allowed")


def _attempt(
    http: httpx.Client, retry: Retry, request: httpx.Request, read: Callable[[bytes], T]
) -> tuple[T | None, str]:
    try:
        status, headers, body = _send(http, request, retry.deadline)
    except (httpx.RequestError, httpx.InvalidURL) as error:
        raise RetryableError(f"{type(error).__name__}: {error}") from error
    if status == HTTPStatus.NOT_MODIFIED and "if-none-match" in request.headers:
        return None, request.headers["if-none-match"]
    if status == HTTPStatus.GONE:
        raise GoneError
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RetryableError(f"the server answered {status}", _retry_after(headers))
    if status != HTTPStatus.OK:
        raise ServerUnavailableError(f"the server answered {status}")
    etag = headers.get("etag", "")
    # An ETag corrupted in transit could not be sent in If-None-Match.
    return read(body), etag if etag.isascii() and etag.isprintable() else ""


def _send(http: httpx.Client, request: httpx.Request, deadline: float) -> tuple[int, httpx.Headers, bytes]:
    """Return status, header fields and body. Raises httpx.RequestError, also on timeout."""
    end = time.monotonic() + deadline
    response = http.send(request, stream=True, follow_redirects=True)
    try:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_BODY_BYTES or time.monotonic() > end:
                raise httpx.ReadError("the response is too large or takes too long", request=request)
        return response.status_code, response.headers, bytes(body)
    finally:
        response.close()


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of `Retry-After`, given as a number or a date; None if absent or invalid."""
    value = headers.get("retry-after", "")
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
