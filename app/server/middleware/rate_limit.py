"""Rate limit: counts the requests of each client, and tells it how many remain."""

from http import HTTPStatus
from math import ceil

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.http.headers import Headers, PreencodedHeaders
from app.server.http.limits import HEALTH_PROBES
from app.server.http.problems import RATE_LIMITED, ProblemError, problem_response
from app.server.middleware.response_cache_middleware import look_up
from app.server.rate_limit.limiter import RateLimiter, RateLimitStatus, client_key
from app.server.state.catalog_state import CatalogState


class RateLimitMiddleware:
    """Raises a 429 problem over the limit; health probes and 304 Not Modified are free."""

    def __init__(self, app: ASGIApp, limiter: RateLimiter, catalog_state: CatalogState) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self.limiter = limiter
        self._catalog_state = catalog_state
        self._policy = (b"ratelimit-policy", b'"default";q=%d;w=%d' % (limiter.amount, limiter.window))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request within the limit."""
        if scope["type"] != "http" or scope["path"] in HEALTH_PROBES:
            await self._app(scope, receive, send)
            if scope["type"] == "lifespan":
                await self.limiter.close()
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = client_key(scope.get("client"))
        conditional = any(name == b"if-none-match" for name, _ in scope["headers"])
        status = await (self.limiter.peek if conditional else self.limiter.hit)(client)
        # Over the limit, answer 304 where that costs one look-up, else 429.
        if not (status.allowed or (conditional and look_up(scope, self._catalog_state).is_not_modified)):
            raise self.exceeded(status)
        exceeded = False

        async def send_counted(message: Message) -> None:
            nonlocal status, exceeded
            if message["type"] == "http.response.start":
                if conditional and message["status"] != HTTPStatus.NOT_MODIFIED:
                    status = await self.limiter.hit(client)
                    exceeded = not status.allowed
                if exceeded:
                    # Sent instead: the framework cannot handle an error that its response raises.
                    problem = problem_response(self.exceeded(status), scope["path"], scope["request_id"])
                    await problem(scope, receive, send)
                else:
                    message = {**message, "headers": self._with_fields(message["headers"], status)}
            if not exceeded:
                await send(message)

        try:
            await self._app(scope, receive, send_counted)
        except ProblemError as error:
            # No response has begun: a conditional request that failed is not counted yet.
            if conditional and not (status := await self.limiter.hit(client)).allowed:
                raise self.exceeded(status) from error
            error.headers = {**error.headers, **_text(self.fields(status))}
            raise

    def fields(self, status: RateLimitStatus) -> Headers:
        """Return the header fields of draft-ietf-httpapi-ratelimit-headers."""
        remaining = b'"default";r=%d;t=%d' % (status.remaining, ceil(status.reset_after))
        return [(b"ratelimit", remaining), self._policy]

    def exceeded(self, status: RateLimitStatus) -> ProblemError:
        """Return the 429 problem, with the seconds to wait."""
        wait = max(1, ceil(status.reset_after))
        often = f"{self.limiter.amount:,} times in {self.limiter.window:,} seconds"
        fields = self.fields(RateLimitStatus(allowed=False, remaining=0, reset_after=wait))
        return ProblemError(
            RATE_LIMITED,
            f"An address may ask {often}; try again in {wait:,} seconds.",
            headers={**_text(fields), "Retry-After": str(wait)},
        )

    def _with_fields(self, headers: Headers, status: RateLimitStatus) -> Headers:
        fields = self.fields(status)
        if isinstance(headers, PreencodedHeaders):
            return headers.with_fields(fields)
        return [*headers, *fields]


def _text(fields: Headers) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in fields}
