"""A copy of everything that can be listed: files by path, out of a catalog and its application."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from app.catalog.catalog import Catalog
from app.static_export import crawler, export_urls, maps, refusals
from app.static_export.crawler import CapturedResponse, Heard, Page
from app.static_export.file_names import SUFFIXES, extension_of, name_of
from app.static_export.output_folder import MADE_BY, MANIFEST

ASSETS = Path(__file__).parent / "assets"
UNKNOWN = "unknown"
"""No release has this id, so the API says what it says to a client whose release it does not know."""


@dataclass(frozen=True)
class StaticExport:
    """A copy of a release: how many addresses it answers, and its files by path."""

    addresses: int
    files: Mapping[str, bytes]


async def build_export(app: ASGIApp, catalog: Catalog, heard: Heard) -> StaticExport:
    """Return the copy of a release that an application serves. Raises CrawlError."""
    pages = await crawler.pages(app, export_urls.exported_urls(catalog), heard)
    former = {path: await crawler.ask(app, path) for path in export_urls.moved_urls(catalog)}
    gone = {path: await crawler.ask(app, path) for path in export_urls.removed_urls(catalog)}
    gone["/v1/changes"] = await crawler.ask(app, export_urls.url_with_query("/v1/changes", since=UNKNOWN))
    files = {
        **_answers(pages),
        **_configuration(pages, gone, former),
        MANIFEST: _manifest(catalog, pages),
    }
    return StaticExport(len(pages), files)


def file_of(page: Page, encoding: str) -> str:
    """Return the path of the file that holds an answer in an encoding."""
    return f"files{name_of(page.address)}{extension_of(page)}{SUFFIXES.get(encoding, '')}"


def _answers(pages: Iterable[Page]) -> dict[str, bytes]:
    forms = ((page, encoding, reply) for page in pages for encoding, reply in page.forms.items())
    return {file_of(page, encoding): reply.body for page, encoding, reply in forms}


def _configuration(
    pages: list[Page], gone: Mapping[str, CapturedResponse], moved: Mapping[str, CapturedResponse]
) -> dict[str, bytes]:
    contract = next(page for page in pages if page.address == "/openapi.json")
    paths = list(json.loads(contract.plain.body)["paths"])
    named = refusals.names(pages)
    return {
        "nginx/maps.conf": maps.maps(named, gone, moved, paths).encode(),
        "nginx/headers.conf": maps.added(named, gone).encode(),
        **{f"nginx/{path.name}": path.read_bytes() for path in sorted(ASSETS.glob("*.conf"))},
    }


def _manifest(catalog: Catalog, pages: Iterable[Page]) -> bytes:
    document: dict[str, Any] = {
        "made_by": MADE_BY,
        "release": catalog.release,
        "answers": [
            {
                "address": page.address,
                "content_type": page.plain.headers["content-type"],
                "files": {encoding: file_of(page, encoding) for encoding in page.forms},
            }
            for page in pages
        ],
    }
    return json.dumps(document, indent=1).encode() + b"\n"
