"""What the application answers, asked in process: the same code and the same bytes as over the network."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import httpx
from starlette.types import ASGIApp

from app.server.http.negotiation import ENCODERS, IDENTITY
from app.static_export.export_urls import url_with_query

OWN = {"content-length", "content-encoding", "etag", "request-id", "last-modified", "accept-ranges"}
"""Header fields that are worked out for each form or request, or that tell of the machine: a file's date."""

Heard = Callable[[int, int], None]
"""Told how many addresses were answered, and how many are known so far."""


class CrawlError(RuntimeError):
    """The application did not answer an address as a copy needs it."""


@dataclass(frozen=True)
class CapturedResponse:
    """One answer: status, header fields in lower case, and the body as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def lasting(self) -> dict[str, str]:
        """Return the header fields that every form of the answer has."""
        return {name: value for name, value in self.headers.items() if name not in OWN}


@dataclass(frozen=True)
class Page:
    """The answer to an address in every encoding that the application has for it, identity first."""

    address: str
    forms: dict[str, CapturedResponse]

    @property
    def plain(self) -> CapturedResponse:
        """Return the answer as it is without an encoding."""
        return self.forms[IDENTITY]


async def ask(app: ASGIApp, target: str, encoding: str = IDENTITY) -> CapturedResponse:
    """Return what the application answers to GET."""
    request = httpx.Request("GET", f"http://copy{target}", headers={"Accept-Encoding": encoding})
    response = await httpx.ASGITransport(app=app).handle_async_request(request)
    # Neither the client's own decoding nor a redirect may come between.
    body = b"".join([chunk async for chunk in response.aiter_raw()])
    return CapturedResponse(response.status_code, dict(response.headers.items()), body)


async def pages(app: ASGIApp, addresses: Iterable[str], heard: Heard) -> list[Page]:
    """Return the answers to addresses and to those that lists lead on to. Raises CrawlError."""
    waiting = list(addresses)
    found: list[Page] = []
    while len(found) < len(waiting):
        page = await _page(app, waiting[len(found)])
        found.append(page)
        waiting += _following(page)
        heard(len(found), len(waiting))
    return found


async def _page(app: ASGIApp, target: str) -> Page:
    forms = {}
    for encoding in (IDENTITY, *ENCODERS):
        reply = await ask(app, target, encoding)
        if reply.status != HTTPStatus.OK:
            raise CrawlError(f"{target} answers {reply.status}: {reply.body[:200]!r}")
        if reply.headers.get("content-encoding", IDENTITY) == encoding:
            forms[encoding] = reply
    return Page(target, forms)


def _following(page: Page) -> list[str]:
    """Return the address of the next page of a list; empty for anything else."""
    if page.plain.headers["content-type"] != "application/json":
        return []
    body: dict[str, Any] = json.loads(page.plain.body)
    cursor = body.get("page", {}).get("next")
    path, _, query = page.address.partition("?")
    return [url_with_query(path, **(dict(parse_qsl(query)) | {"cursor": cursor}))] if cursor else []
