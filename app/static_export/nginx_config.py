"""nginx configuration of a static export: header fields, redirects and problem documents."""

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from app.api import bundle
from app.catalog.catalog import Catalog
from app.server.http import problems
from app.server.http.headers import DEFAULT_HEADERS, RESTRICTIVE_POLICY
from app.server.http.problems import ProblemError, problem_response
from app.static_export.crawler import CrawledResponse
from app.static_export.export_urls import redirects, removed_urls

ASSETS = Path(__file__).parent / "assets"
PROBLEMS = {
    404: (problems.NOT_IN_COPY, problems.NOT_IN_COPY.remedy),
    405: (problems.METHOD_NOT_ALLOWED, "Use GET or HEAD: these are static files."),
    410: (problems.REMOVED_ENTRY, "It is no longer in this release. Fetch /v1/bundle for what is."),
}
"""The problem document of each status. They are static, so they cannot name the request."""


def config_files(catalog: Catalog, responses: Iterable[CrawledResponse]) -> dict[str, bytes]:
    """Return a configuration for the export alone, and one to include in a `server` block.

    The second is one file: nginx looks for what a file includes beside its own nginx.conf.
    """
    site = (ASSETS / "site.conf").read_text("utf-8")
    included = {"headers.conf": _header_fields(), "release.conf": _release_fields(catalog, responses)}
    for name, lines in included.items():
        site = re.sub(rf"( *)include {name};", partial(_indented, lines), site)
    return {"nginx/nginx.conf": (ASSETS / "nginx.conf").read_bytes(), "nginx/site.conf": site.encode()}


def _indented(lines: Iterable[str], match: re.Match[str]) -> str:
    return "\n".join(f"{match[1]}{line}" for line in lines)


def problem_files() -> dict[str, bytes]:
    """Return the problem documents."""
    documents = {}
    for status, (problem, detail) in PROBLEMS.items():
        error = ProblemError(problem, detail, did_you_mean=[bundle.PATH])
        response = problem_response(error, path="", request_id="")
        documents[f"files/problems/{status}.json"] = bytes(response.body)
    return documents


def _header_fields() -> list[str]:
    """Return the directives for the header fields of every response, errors included."""
    _, policy = RESTRICTIVE_POLICY
    return [
        f"set $gutbone_policy {quoted(policy.decode())};",
        "add_header content-security-policy $gutbone_policy always;",
        "add_header request-id $request_id always;",
        *(f"add_header {name.decode()} {quoted(value.decode())} always;" for name, value in DEFAULT_HEADERS),
    ]


def _release_fields(catalog: Catalog, responses: Iterable[CrawledResponse]) -> list[str]:
    """Return the release header, and the locations of HTML pages and of moved and removed URLs."""
    pages = [response for response in responses if response.media_type == "text/html"]
    return [
        f"add_header gutbone-release {quoted(catalog.release)};",
        *(
            f"location = {page.url} {{ "
            f"set $gutbone_policy {quoted(page.headers['content-security-policy'])}; "
            f"set $gutbone_cache_control {quoted(page.headers.get('cache-control', ''))}; "
            f"try_files {page.url}.html =404; }}"
            for page in pages
        ),
        *(f"location = {old} {{ return 308 {new}; }}" for old, new in redirects(catalog).items()),
        *(f"location = {url} {{ return 410; }}" for url in removed_urls(catalog)),
    ]


def quoted(text: str) -> str:
    """Return a text as one parameter of a directive."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
