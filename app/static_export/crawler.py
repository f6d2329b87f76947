"""Crawler: request URLs from the application in process, and follow the pages of lists."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx
from starlette.types import ASGIApp

from app.server.http.negotiation import IDENTITY

ProgressCallback = Callable[[int, int], None]
"""Receives how many URLs were requested, and how many are known so far."""


class CrawlError(RuntimeError):
    """The application did not answer 200 OK."""


@dataclass(frozen=True)
class CrawledResponse:
    """The response to a URL: header fields (names in lower case), body, and gzip body if there is one."""

    url: str
    headers: dict[str, str]
    body: bytes
    gzip_body: bytes | None

    @property
    def media_type(self) -> str:
        """Return the media type without parameters."""
        return self.headers["content-type"].partition(";")[0]


async def crawl(app: ASGIApp, urls: Iterable[str], on_progress: ProgressCallback) -> list[CrawledResponse]:
    """Return the responses to URLs and to the further pages of lists. Raises CrawlError."""
    queue = list(urls)
    responses: list[CrawledResponse] = []
    while len(responses) < len(queue):
        response = await _request(app, queue[len(responses)])
        responses.append(response)
        queue += _next_page(response)
        on_progress(len(responses), len(queue))
    return responses


async def _request(app: ASGIApp, url: str) -> CrawledResponse:
    headers, body = await _get(app, url, IDENTITY)
    gzip_headers, gzip_body = await _get(app, url, "gzip")
    is_gzip = gzip_headers.get("content-encoding") == "gzip"
    return CrawledResponse(url, headers, body, gzip_body if is_gzip else None)


async def _get(app: ASGIApp, url: str, encoding: str) -> tuple[dict[str, str], bytes]:
    request = httpx.Request("GET", f"http://localhost{url}", headers={"Accept-Encoding": encoding})
    # The transport alone: a client would decode the body and follow redirects.
    response = await httpx.ASGITransport(app=app).handle_async_request(request)
    body = b"".join([chunk async for chunk in response.aiter_raw()])
    if response.status_code != HTTPStatus.OK:
        raise CrawlError(f"{url} answers {response.status_code}: {body[:200]!r}")
    return dict(response.headers.items()), body


def _next_page(response: CrawledResponse) -> list[str]:
    """Return the URL of the next page of a list; an empty list for anything else."""
    if response.media_type != "application/json":
        return []
    body: dict[str, Any] = json.loads(response.body)
    following = body.get("page", {}).get("next_href")
    return [following] if following else []
