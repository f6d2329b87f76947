"""nginx with the export sends what the API sends: every URL, plain and compressed."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.docs.markdown_pages import ROOT, fences
from tests.fixtures.cli import running_server
from tests.static_export.comparison import Response, ServerPair, exported_urls
from tests.static_export.nginx_server import run_nginx
from tests.web.html_parser import read

ENCODINGS = ("identity", "gzip")


def assert_same(servers: ServerPair, target: str, encoding: str) -> Response:
    """Request a URL from both; compare the responses, to HEAD too; the ETag must give 304."""
    accepted = {"Accept-Encoding": encoding}
    api, copy = servers.request(target, accepted)
    assert (api.status, copy.status) == (200, 200), target
    assert copy.body == api.body, target
    release = copy.headers["gutbone-release"]
    assert copy.compared_headers == expected_headers(api, target, release), target
    if "content-encoding" in api.headers:
        assert copy.headers["vary"] == "Accept-Encoding", target
    head = servers.copy(target, accepted, "HEAD")
    assert (head.status, head.body, head.compared_headers) == (200, b"", copy.compared_headers), target
    not_modified = servers.copy(target, {**accepted, "If-None-Match": copy.headers["etag"]})
    assert (not_modified.status, not_modified.body) == (304, b""), target
    assert not_modified.headers["etag"] == copy.headers["etag"]
    assert servers.copy(target, {**accepted, "If-None-Match": '"other"'}).body == api.body, target
    return copy


def expected_headers(api: Response, target: str, release: str) -> dict[str, str]:
    """Return the header fields that nginx should send: the release everywhere, and `no-cache` for assets."""
    files = {"gutbone-release": release} if target.startswith(("/docs", "/icons/")) else {}
    asset = {"cache-control": "no-cache"} if target.startswith("/docs/assets/") else {}
    return api.compared_headers | files | asset


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_sample_export_has_the_bodies_of_the_api(
    servers: ServerPair, sample_export: Path, encoding: str
) -> None:
    urls = exported_urls(sample_export)
    assert len(urls) > 100
    for url in urls:
        assert_same(servers, url, encoding)


@pytest.mark.slow
def test_real_export_has_the_bodies_of_the_api(engine: Engine, real_export: Path) -> None:
    urls = exported_urls(real_export)
    assert len(urls) > 800
    with (
        running_server(database_url=engine.url.render_as_string(), port=0, access_log="false") as server,
        run_nginx(real_export) as nginx_url,
        ServerPair(server.address, nginx_url) as servers,
    ):
        for url in urls:
            for encoding in ENCODINGS:
                assert_same(servers, url, encoding)


@pytest.mark.parametrize(
    ("target", "encoding"),
    [
        ("/v1/guide?", "identity"),
        ("/v1/food%2Dsources", "gzip"),
        ("/v1/food%2dsources/dew-tea", "identity"),
        ("/docs?theme=dark", "identity"),
        ("/docs/errors?x", "identity"),
        ("/docs/assets/docs.css?v=2", "identity"),
    ],
)
def test_equivalent_urls_have_the_same_body(servers: ServerPair, target: str, encoding: str) -> None:
    assert_same(servers, target, encoding)


def test_gzip_files_hold_the_plain_body(sample_export: Path) -> None:
    compressed = list(sample_export.rglob("*.gz"))
    assert len(compressed) > 20
    for path in compressed:
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_compressible_response_varies_without_accept_encoding_too(servers: ServerPair) -> None:
    response = servers.copy("/v1/bundle")
    assert "content-encoding" not in response.headers
    assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("value", ["bytes=10-19", "bytes=99999999-"])
def test_range_is_ignored_by_the_copy(servers: ServerPair, value: str) -> None:
    response = servers.copy("/v1/bundle", {"Range": value})
    assert response.status == 200
    assert response.body == servers.copy("/v1/bundle").body


def test_every_link_resolves(servers: ServerPair, sample_export: Path) -> None:
    links: set[str] = set()
    for url, path in json.loads((sample_export / "export.json").read_bytes())["files"].items():
        content = (sample_export / path).read_bytes()
        if path.endswith(".json") and url != "/openapi.json":
            links |= set(hrefs(json.loads(content)))
        elif path.endswith(".html"):
            elements = read(content.decode()).all()
            found = {one.attributes.get("href") or one.attributes.get("src") or "" for one in elements}
            links |= {link.partition("#")[0] for link in found if link.startswith("/")}
    assert len(links) > 50
    assert [link for link in sorted(links) if servers.copy(link).status != 200] == []


def hrefs(body: Any) -> Iterator[str]:
    """Yield the value of every member `href` of a JSON body."""
    if isinstance(body, dict):
        if isinstance(body.get("href"), str):
            yield body["href"]
        for value in body.values():
            yield from hrefs(value)
    elif isinstance(body, list):
        for value in body:
            yield from hrefs(value)


def test_export_is_served_from_a_server_block_that_includes_it(sample_export: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(sample_export, tmp_path / "gutbone"))
    operating = (ROOT / "docs" / "operating.md").read_text("utf-8")
    [block] = [fence.text for fence in fences(operating) if fence.language == "nginx"]
    other = tmp_path / "other" / "nginx"
    other.mkdir(parents=True)
    # Another nginx.conf, in another folder, which has this server among its own, with a field more.
    block = block.replace("listen 80;", 'listen 80;\n    add_header x-own "yes" always;')
    text = (copy / "nginx" / "nginx.conf").read_text("utf-8").partition("    server {")[0]
    (other / "nginx.conf").write_text(f"{text}{block.replace('/srv/gutbone', str(copy))}}}\n", "utf-8")
    with run_nginx(other.parent) as url, ServerPair(url, url) as servers:
        for target in exported_urls(copy)[:20]:
            response = servers.copy(target)
            assert (response.status, response.headers["x-own"]) == (200, "yes")
            assert response.headers["content-security-policy"]
        assert servers.copy("/nope").headers["content-type"] == "application/problem+json"


def test_export_listens_on_the_loopback_address_at_port_8080(sample_export: Path) -> None:
    assert "listen 127.0.0.1:8080;" in (sample_export / "nginx" / "nginx.conf").read_text("utf-8")
