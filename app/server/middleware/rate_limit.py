"""Rate limit: counts the requests of each client, and tells it how many remain."""

from http import HTTPStatus
from math import ceil

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.http.headers import PreencodedHeaders, RawHeaders
from app.server.http.paths import HEALTH_PROBES
from app.server.http.problems import RATE_LIMITED, ProblemError, problem_response
from app.server.middleware.response_cache_middleware import look_up
from app.server.rate_limit.limiter import RateLimiter, RateLimitStatus, client_key
from app.server.state.release_holder import ReleaseHolder


class RateLimitMiddleware:
    """Middleware that raises a 429 problem over the limit; health probes and 304 Not Modified are free."""

    def __init__(self, app: ASGIApp, limiter: RateLimiter, release_holder: ReleaseHolder) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self.limiter = limiter
        self._release_holder = release_holder
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
        if not (status.allowed or (conditional and look_up(scope, self._release_holder).is_not_modified)):
            raise self.exceeded(status)
        response = _LimitedResponse(self, scope, receive, send, status, is_counted=not conditional)
        try:
            await self._app(scope, receive, response.send)
        except ProblemError as error:
            # No response has begun: a conditional request that failed is not counted yet.
            await response.count()
            if not response.status.allowed:
                raise self.exceeded(response.status) from error
            error.headers = {**error.headers, **_text(self.fields(response.status))}
            raise

    def fields(self, status: RateLimitStatus) -> RawHeaders:
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


class _LimitedResponse:
    """Sends the response to one request with the fields of the limit, or a 429 in its place.

    A conditional request is counted when its response starts, unless that is a 304.
    """

    def __init__(
        self,
        middleware: RateLimitMiddleware,
        scope: Scope,
        receive: Receive,
        send: Send,
        status: RateLimitStatus,
        *,
        is_counted: bool,
    ) -> None:
        self.status = status
        self._middleware = middleware
        self._scope = scope
        self._receive = receive
        self._send = send
        self._is_counted = is_counted
        self._is_replaced = False

    async def count(self) -> None:
        if not self._is_counted:
            self._is_counted = True
            self.status = await self._middleware.limiter.hit(client_key(self._scope.get("client")))

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = await self._start(message)
        if not self._is_replaced:
            await self._send(message)

    async def _start(self, message: Message) -> Message:
        if message["status"] != HTTPStatus.NOT_MODIFIED and not self._is_counted:
            await self.count()
            if not self.status.allowed:
                # Sent instead: the framework cannot handle an error that its response raises.
                self._is_replaced = True
                exceeded = self._middleware.exceeded(self.status)
                problem = problem_response(exceeded, self._scope["path"], self._scope["request_id"])
                await problem(self._scope, self._receive, self._send)
        headers, fields = message["headers"], self._middleware.fields(self.status)
        is_encoded = isinstance(headers, PreencodedHeaders)
        return {**message, "headers": headers.with_fields(fields) if is_encoded else [*headers, *fields]}


def _text(fields: RawHeaders) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in fields}
