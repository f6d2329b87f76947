"""Traces by OpenTelemetry: one span for each request, and nothing that a client sent."""

import gzip
import secrets
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.config import Settings
from app.main import create_app
from app.server.state.release_holder import ReleaseHolder
from app.server.tracing import TracingMiddleware
from tests.cli.test_log import requests_with
from tests.conftest import make_client
from tests.fixtures.cli import loaded_database_url, running_server

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
FORBIDDEN = {
    "url.query",
    "url.full",
    "http.user_agent",
    "user_agent.original",
    "client.address",
    "net.peer.ip",
}


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter) -> Iterator[TracerProvider]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield provider
    provider.shutdown()


async def spans_of(
    requests: list[dict[str, Any]],
    provider: TracerProvider,
    exporter: InMemorySpanExporter,
    catalog: Catalog,
    engine: Engine,
) -> tuple[ReadableSpan, ...]:
    """Return the spans of requests that one application serves."""
    settings = Settings()
    app = create_app(
        settings,
        ReleaseHolder(catalog, settings.cache_bytes),
        engine,
        trace=partial(TracingMiddleware, provider=provider),
    )
    async with make_client(app) as client:
        for request in requests:
            await client.request(**{"method": "GET", **request})
    return exporter.get_finished_spans()


async def test_span_has_route_status_and_parent(
    provider: TracerProvider, exporter: InMemorySpanExporter, sample_catalog: Catalog, sample_engine: Engine
) -> None:
    requests: list[dict[str, Any]] = [
        {"url": "/v1/terms/regolith", "headers": {"traceparent": f"00-{TRACE}-{PARENT}-01"}},
        {"url": "/v1/terms/regolith"},
        {"url": "/v1/terms/nope"},
        {"url": "/nowhere"},
    ]
    spans = await spans_of(requests, provider, exporter, sample_catalog, sample_engine)
    names = ["GET /v1/terms/{slug}"] * 3 + ["GET other"]
    assert [span.name for span in spans] == names
    assert {span.kind for span in spans} == {SpanKind.SERVER}
    attributes = [dict(span.attributes or {}) for span in spans]
    assert [row["http.route"] for row in attributes] == [name.removeprefix("GET ") for name in names]
    codes = [row.get("http.status_code", row.get("http.response.status_code")) for row in attributes]
    assert codes == [200, 200, 404, 404]
    assert {span.status.status_code for span in spans} == {StatusCode.UNSET}
    first, second = spans[:2]
    assert first.parent
    assert (f"{first.parent.trace_id:032x}", f"{first.parent.span_id:016x}") == (TRACE, PARENT)
    assert second.parent is None


async def test_spans_contain_no_request_data(
    provider: TracerProvider, exporter: InMemorySpanExporter, sample_catalog: Catalog, sample_engine: Engine
) -> None:
    canary = f"qz{secrets.token_hex(8)}"
    requests = [
        *requests_with(canary),
        {"url": f"/v1/terms/{canary}"},
        {"url": f"/{canary}?{canary}={canary}"},
    ]
    spans = await spans_of(requests, provider, exporter, sample_catalog, sample_engine)
    assert len(spans) == len(requests)
    assert canary not in "".join(span.to_json() for span in spans)
    for span in spans:
        attributes = dict(span.attributes or {})
        assert FORBIDDEN.isdisjoint(attributes)
        assert "?" not in str(attributes)
        assert attributes.get("http.target", attributes["http.route"]) == attributes["http.route"]


class Collector(BaseHTTPRequestHandler):
    """A collector of traces that keeps what it receives."""

    received: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        """Keep one export."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        self.received.append((self.path, body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@pytest.mark.full_suite
def test_server_exports_a_span_for_each_request_by_otlp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary, requests = f"qz{secrets.token_hex(8)}", 20
    collector = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
    url = loaded_database_url(tmp_path / "world.db")
    with running_server(database_url=url, port=0, tracing="true", access_log="false") as server:
        with httpx.Client(base_url=server.address, trust_env=False, headers={"From": canary}) as client:
            for _ in range(requests):
                # The same each time: a response from the fast path would have no span.
                assert client.get("/v1/terms").status_code == 200
            client.get("/v1/search", params={"q": canary})
        assert server.stop() == 0
    collector.shutdown()
    collector.server_close()
    assert {path for path, _ in Collector.received} == {"/v1/traces"}
    exported = b"".join(body for _, body in Collector.received)
    assert exported.count(b"GET /v1/terms") == requests
    assert exported.count(b"GET /v1/search") == 1
    assert canary.encode() not in exported
