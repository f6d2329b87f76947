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
            return
        client = client_key(scope.get("client"))
        conditional = any(name == b"if-none-match" for name, _ in scope["headers"])
        status = await (self.limiter.peek if conditional else self.limiter.hit)(client)
        # Over the limit, answer 304 where that costs one look-up, else 429.
        if not (status.allowed or (conditional and look_up(scope, self._catalog_state).is_not_modified)):
            raise self.exceeded(status)
        counted = _CountedResponse(
            self, scope, receive, send, status=status, uncounted=client if conditional else None
        )
        try:
            await self._app(scope, receive, counted.send)
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


class _CountedResponse:
    """Adds the rate limit fields to a response; counts a conditional request unless it is a 304."""

    def __init__(
        self,
        middleware: RateLimitMiddleware,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        status: RateLimitStatus,
        uncounted: str | None,
    ) -> None:
        self._middleware = middleware
        self._scope, self._receive, self._send = scope, receive, send
        self.status = status
        self._uncounted = uncounted
        self._exceeded = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._uncounted and message["status"] != HTTPStatus.NOT_MODIFIED:
                self.status = await self._middleware.limiter.hit(self._uncounted)
                self._exceeded = not self.status.allowed
            if self._exceeded:
                await self._send_problem()
            headers = message["headers"]
            for field in self._middleware.fields(self.status):
                preencoded = isinstance(headers, PreencodedHeaders)
                headers = headers.with_field(field) if preencoded else [*headers, field]
            message = {**message, "headers": headers}
        if not self._exceeded:
            await self._send(message)

    async def _send_problem(self) -> None:
        """Send the 429 instead; the framework cannot handle an error that its response raises."""
        problem = self._middleware.exceeded(self.status)
        response = problem_response(problem, self._scope["path"], self._scope["request_id"])
        await response(self._scope, self._receive, self._send)


def _text(fields: Headers) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in fields}
