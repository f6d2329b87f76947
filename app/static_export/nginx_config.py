"""nginx configuration of a static export: header fields, redirects and problem documents."""

from collections.abc import Iterable
from pathlib import Path

from app.api import bundle
from app.catalog.catalog import Catalog
from app.server.http import problems
from app.server.http.headers import DEFAULT_HEADERS, RESTRICTIVE_POLICY
from app.server.http.problems import ProblemError, problem_response
from app.static_export.crawler import CrawledResponse
from app.static_export.export_urls import redirects, removed_urls

ASSETS = Path(__file__).parent / "assets"
GENERATED = "# Written by `gutbone export`.\n\n"
PROBLEMS = {
    404: (problems.NOT_IN_COPY, problems.NOT_IN_COPY.remedy),
    405: (problems.METHOD_NOT_ALLOWED, "Use GET or HEAD: these are static files."),
    410: (problems.REMOVED_ENTRY, "It is no longer in this release. Fetch /v1/bundle for what is."),
}
"""The problem document of each status. They are static, so they cannot name the request."""


def static_files() -> dict[str, bytes]:
    """Return the configuration files that are the same in every export."""
    return {f"nginx/{path.name}": path.read_bytes() for path in sorted(ASSETS.glob("*.conf"))}


def problem_files() -> dict[str, bytes]:
    """Return the problem documents."""
    documents = {}
    for status, (kind, detail) in PROBLEMS.items():
        error = ProblemError(kind, detail, did_you_mean=[bundle.PATH])
        response = problem_response(error, path="", request_id="")
        documents[f"files/problems/{status}.json"] = bytes(response.body)
    return documents


def headers_conf() -> bytes:
    """Return the header fields of every response, errors included."""
    _, policy = RESTRICTIVE_POLICY
    lines = [
        f"set $gutbone_policy {quoted(policy.decode())};",
        "add_header content-security-policy $gutbone_policy always;",
        "add_header request-id $request_id always;",
        *(f"add_header {name.decode()} {quoted(value.decode())} always;" for name, value in DEFAULT_HEADERS),
    ]
    return _generated(lines)


def release_conf(catalog: Catalog, responses: Iterable[CrawledResponse]) -> bytes:
    """Return the release header, and the locations of HTML pages and of moved and removed URLs."""
    pages = [response for response in responses if response.media_type == "text/html"]
    lines = [
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
    return _generated(lines)


def quoted(text: str) -> str:
    """Return a text as one parameter of a directive."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _generated(lines: Iterable[str]) -> bytes:
    return (GENERATED + "\n".join(lines) + "\n").encode()
