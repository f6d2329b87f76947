"""Security headers on every response, and security.txt."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.config import Settings
from app.web.docs.markdown_pages import PAGES
from tests.conftest import make_app, make_client
from tests.fixtures.cli import loaded_database_url, run_cli, running_server
from tests.server.raw_sockets import connect, read_until_closed

pytestmark = pytest.mark.full_suite

CLOSED = "default-src 'none'; frame-ancestors 'none'"
ON_ALL = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "access-control-allow-origin": "*",
}
DATA = {
    "/v1/food-sources": 200,
    "/v1/food-sources/kefir": 200,
    "/v1/graph.dot": 200,
    "/v1/citations.bib?items=guide": 200,
    "/v1/food-sources/keffir": 404,
    "/v1/food-sources?limit=0": 422,
    "/nope": 404,
    "/health/ready": 200,
    "/openapi.json": 200,
    "/.well-known/security.txt": 200,
}
READ = [
    "/",
    "/search",
    "/plan",
    "/check",
    "/map",
    "/food-sources",
    "/food-sources/kefir",
    "/docs",
    "/docs/swagger",
]


def policy_of(answer: httpx.Response) -> dict[str, list[str]]:
    """Return the one content security policy of an answer, by directive."""
    [policy] = answer.headers.get_list("content-security-policy", split_commas=False)
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


def guarded(answer: httpx.Response) -> None:
    for name, value in ON_ALL.items():
        assert answer.headers.get_list(name) == [value], name


@pytest.mark.parametrize(("path", "status"), DATA.items())
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_csp_of_api_answers_forbids_everything(
    client: httpx.AsyncClient, path: str, status: int, method: str
) -> None:
    first = (
        {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"} if method == "OPTIONS" else {}
    )
    for _ in range(2):
        answer = await client.request(method, path, headers=first)
        assert answer.status_code == (204 if method == "OPTIONS" else status)
        guarded(answer)
        assert answer.headers["content-security-policy"] == CLOSED


@pytest.mark.parametrize("path", [*READ, *(f"/docs/{name}" for name in PAGES)])
async def test_pages_have_no_inline_or_external_scripts(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["content-type"].startswith("text/html")
    guarded(answer)
    policy = policy_of(answer)
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert set(policy.get("script-src", [])) <= {"'self'"}
    assert "'unsafe-inline'" not in policy["style-src"]
    assert not re.search(r'<script(?![^>]*\ssrc=| type="application/ld\+json">)', answer.text)
    assert not re.search(r"<[^>]+\son\w+\s*=", answer.text)
    assert not re.search(r"<(?:script|link)[^>]+(?:src|href)=[\"']?(?:https?:)?//", answer.text)


async def test_svg_csp_forbids_everything(client: httpx.AsyncClient) -> None:
    claim = (await client.get("/v1/claims?limit=1")).json()["data"][0]["slug"]
    for path in (f"/v1/claims/{claim}/evidence.svg", "/map.svg"):
        answer = await client.get(path)
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert policy_of(answer)["default-src"] == ["'none'"]


@pytest.mark.parametrize("fast_path", ["true", "false"])
def test_security_headers_on_errors_and_cached_answers(
    fast_path: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = loaded_database_url(tmp_path_factory.mktemp("guarded") / "gutbone.db")
    sent = b"GET /v1/facets HTTP/1.1\r\nHost: a\r\n\r\n" * 3 + b"nonsense\r\n\r\n"
    with (
        running_server(database_url=url, port=0, fast_path=fast_path, access_log="false") as server,
        connect(server, 60) as connection,
    ):
        connection.sendall(sent)
        received = read_until_closed(connection).lower()
    assert received.count(b"http/1.1 200 ") == 3
    assert received.count(b"http/1.1 400 ") == 1
    for name, value in {**ON_ALL, "content-security-policy": CLOSED}.items():
        assert received.count(f"\r\n{name}: {value}\r\n".encode()) == 4


def told_by(text: str) -> dict[str, str]:
    """Return the fields of a security.txt, each of which stands once."""
    pairs = [line.split(": ", 1) for line in text.splitlines()]
    fields = dict(pairs)
    assert len(fields) == len(pairs)
    return fields


async def test_security_txt_has_contact_and_expires_within_a_year(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    answer = await client.get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = told_by(answer.text)
    assert list(fields) == ["Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"]
    for name in ("Contact", "Policy", "Canonical"):
        path = fields[name].removeprefix("https://localhost")
        assert (await client.get(path)).status_code == 200
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    newest = max(entry.created_at for entry in catalog.history)
    assert timedelta(days=360) < expires - newest < timedelta(days=366)


async def test_security_txt_uses_configured_contact(catalog: Catalog, engine: Engine) -> None:
    settings = Settings(
        public_url="https://bones.example:8443", security_contact="mailto:holes@bones.example"
    )
    async with make_client(make_app(catalog, engine, settings)) as client:
        fields = told_by((await client.get("/.well-known/security.txt")).text)
    assert fields["Contact"] == "mailto:holes@bones.example"
    assert fields["Canonical"] == "https://bones.example:8443/.well-known/security.txt"
    assert fields["Policy"] == "https://bones.example:8443/docs/security"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "http://bones.example"),
        ("public_url", "https://bones.example/"),
        ("public_url", "https://bones.example\nContact: mailto:other@bones.example"),
        ("security_contact", "holes@bones.example"),
        ("security_contact", "mailto:a@bones.example\nContact: mailto:b@bones.example"),
    ],
)
def test_invalid_security_contact_gives_startup_error(name: str, value: str) -> None:
    result = run_cli("serve", **{name: value})
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    assert result.err.startswith(f"GUTBONE_{name.upper()}: ")
