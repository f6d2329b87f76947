"""Build a static export: the files of every response, the nginx configuration and the manifest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp

from app.catalog.catalog import Catalog
from app.static_export import export_urls, nginx_config
from app.static_export.crawler import CrawledResponse, ProgressCallback, crawl
from app.static_export.output_folder import MADE_BY, MANIFEST

EXTENSIONS = {
    "application/json": ".json",
    "application/vnd.cytoscape+json": ".cyjs",
    "application/graphml+xml": ".graphml",
    "text/vnd.graphviz": ".dot",
    "application/x-bibtex": ".bib",
    "application/x-research-info-systems": ".ris",
    "application/vnd.citationstyles.csl+json": ".csljson",
    "application/ld+json": ".jsonld",
    "application/atom+xml": ".atom",
    "text/html": ".html",
}
"""File name extension by media type; site.conf maps them back. Other URLs are file names already."""


@dataclass(frozen=True)
class StaticExport:
    """An export in memory: how many URLs it answers, and the content of its files by path."""

    url_count: int
    files: Mapping[str, bytes]


async def build_export(app: ASGIApp, catalog: Catalog, on_progress: ProgressCallback) -> StaticExport:
    """Return the export of the release that an application serves. Raises CrawlError."""
    responses = await crawl(app, export_urls.exported_urls(catalog), on_progress)
    paths = {response.url: file_path(response) for response in responses}
    files = {paths[response.url]: response.body for response in responses}
    files |= {f"{paths[one.url]}.gz": one.gzip_body for one in responses if one.gzip_body is not None}
    manifest = {"made_by": MADE_BY, "release": catalog.release, "files": paths}
    configuration = {
        **nginx_config.config_files(catalog, responses),
        **nginx_config.problem_files(),
        MANIFEST: json.dumps(manifest, indent=1).encode() + b"\n",
    }
    return StaticExport(len(responses), files | configuration)


def file_path(response: CrawledResponse) -> str:
    """Return the path of a response's file in the export: `files/v1/terms@limit=100.json`."""
    name = response.url.replace("?", "@")
    extension = EXTENSIONS.get(response.media_type, "")
    return f"files{name}" if name.endswith(extension) else f"files{name}{extension}"
