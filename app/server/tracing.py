"""Traces by OpenTelemetry, with nothing of a request but its method, route and status; the extra `otel`.

Imported only when tracing is on.
"""

from collections.abc import Iterable
from typing import Any, cast

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__
from app.server.metrics.recorder import RouteLabels

PROPAGATED_FIELDS = {b"traceparent", b"tracestate"}
"""Header fields that a trace may see; others may tell of a person."""

ORIGINAL_SCOPE = "gutbone.scope"


def make_tracer_provider() -> TracerProvider:
    """Return a provider that exports by OTLP over HTTP, as OTEL_ variables say; call it after the fork."""
    resource = Resource.create({SERVICE_NAME: "gutbone", SERVICE_VERSION: __version__})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class TracingMiddleware:
    """Middleware that makes one span for each request, named by method and route.

    The instrumentation records what it finds in the scope: address, query, user agent, client. It gets a
    scope that has none of them.
    """

    def __init__(self, app: ASGIApp, templates: Iterable[str], provider: TracerProvider) -> None:
        """Wrap an ASGI application; `templates` are those of its routes."""
        self._app = app
        self._routes = RouteLabels(templates)
        self._traced = OpenTelemetryMiddleware(
            self._call_app,
            default_span_details=_span_details,
            exclude_spans=["receive", "send"],
            tracer_provider=provider,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request in a span."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        route = self._routes.names[self._routes.index(scope["path"])]
        reduced: dict[str, Any] = {
            "type": "http",
            "asgi": scope["asgi"],
            "http_version": scope["http_version"],
            "method": scope["method"],
            "scheme": scope["scheme"],
            "path": route,
            "root_path": "",
            "query_string": b"",
            "headers": [field for field in scope["headers"] if field[0] in PROPAGATED_FIELDS],
            "server": None,
            "client": None,
            ORIGINAL_SCOPE: scope,
        }
        await self._traced(reduced, cast("Any", receive), cast("Any", send))

    async def _call_app(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope[ORIGINAL_SCOPE], receive, send)


def _span_details(scope: dict[str, Any]) -> tuple[str, dict[str, str]]:
    return f"{scope['method']} {scope['path']}", {"http.route": scope["path"]}
