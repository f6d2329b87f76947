"""ASGI middleware; `middleware_stack` composes it, the innermost first."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.server.middleware.load_shedding import LoadSheddingMiddleware
from app.server.middleware.rate_limit import RateLimitMiddleware
from app.server.middleware.request_checks import (
    check_body,
    check_host,
    check_method,
    check_target,
    with_check,
)
from app.server.middleware.request_context import RequestContextMiddleware
from app.server.middleware.response_cache_middleware import ResponseCacheMiddleware
from app.server.middleware.server_context import ServerContext
from app.server.rate_limit.limiter import RateLimiter


def middleware_stack(
    app: ASGIApp,
    context: ServerContext,
    *,
    trusted_proxies: Sequence[str],
    limiter: RateLimiter | None,
    max_body_bytes: int,
) -> ASGIApp:
    """Wrap an application. A request passes the layers from the last line to the first."""
    app = with_check(app, partial(check_body, max_body_bytes))
    app = LoadSheddingMiddleware(app, context.request_queue)
    app = ResponseCacheMiddleware(app, context.release_holder)
    # Inside the rate limit, which counts refusals too.
    app = with_check(with_check(app, check_target), check_method)
    if limiter:
        app = RateLimitMiddleware(app, limiter, context.release_holder)
    if context.trusted_hosts:
        app = with_check(app, partial(check_host, context.trusted_hosts))
    app = RequestContextMiddleware(app, context)
    if trusted_proxies:
        app = cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", app), list(trusted_proxies)))
    return app
