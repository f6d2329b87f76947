"""One request to one of the three services: bounded in time and size, to the configured address only."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

TIMEOUT = 10.0
MAX_BYTES = 2 * 1024 * 1024
ATTEMPTS = 3
MAX_WAIT = 30.0
"""Seconds that a service may ask to wait before the next attempt."""

RETRIED = frozenset({429, 502, 503, 504})


class LiteratureError(Exception):
    """A service cannot say; the message is one line and names the service."""


class NotFoundError(LiteratureError):
    """The service has no such publication."""


class ServiceClient:
    """A client of one service. It follows no redirect: that would lead to an unconfigured address."""

    def __init__(
        self, name: str, base: str, contact: str = "", sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Take the name and the address; `contact` is told to the service, as it asks."""
        self.name = name
        self._base = base.rstrip("/")
        agent = f"Gutbone (mailto:{contact})" if contact else "Gutbone"
        self._client = httpx.Client(timeout=TIMEOUT, headers={"User-Agent": agent}, trust_env=False)
        self._sleep = sleep

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the JSON object at a path. Raises LiteratureError."""
        for attempt in range(ATTEMPTS):
            response, body = self._send(path, parameters or {})
            if response.status_code in RETRIED and attempt + 1 < ATTEMPTS:
                self._sleep(_seconds(response.headers.get("retry-after"), attempt))
                continue
            return self._parsed(response, body)
        raise LiteratureError(f"{self.name} did not answer.")

    def _send(self, path: str, parameters: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        try:
            with self._client.stream("GET", f"{self._base}{path}", params=parameters) as response:
                body = b""
                for part in response.iter_bytes():
                    body += part
                    if len(body) > MAX_BYTES:
                        raise LiteratureError(f"{self.name} sent more than {MAX_BYTES:,} bytes.")
                return response, body
        except httpx.HTTPError as error:
            raise LiteratureError(f"{self.name} cannot be asked: {type(error).__name__}.") from error

    def _parsed(self, response: httpx.Response, body: bytes) -> dict[str, Any]:
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFoundError(f"{self.name} has no such publication.")
        if response.status_code != httpx.codes.OK:
            raise LiteratureError(f"{self.name} answered {response.status_code}.")
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise LiteratureError(f"{self.name} sent no JSON.") from error
        if not isinstance(value, dict):
            raise LiteratureError(f"{self.name} sent JSON of another shape.")
        return value


def _seconds(retry_after: str | None, attempt: int) -> float:
    """Return how long to wait: what the service asks for, within bounds."""
    asked = float(retry_after) if retry_after and retry_after.isdigit() else float(2**attempt)
    return min(asked, MAX_WAIT)
