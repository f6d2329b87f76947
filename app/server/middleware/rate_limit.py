"""The rate limit: each client has a quota, and is told how much of it is left."""

from http import HTTPStatus
from math import ceil

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.http.error_writer import send_problem
from app.server.http.headers import Headers
from app.server.http.problems import RATE_LIMITED
from app.server.middleware.cached_response import ready_for
from app.server.middleware.server_context import HEALTH_PROBES, ServerContext
from app.server.rate_limit.limiter import RateLimiter, RateLimitStatus, client_of


class RateLimitMiddleware:
    """Counts the requests of each client; 304 and health are free, what is too much is answered 429."""

    def __init__(self, app: ASGIApp, quota: RateLimiter, front: ServerContext) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self.quota = quota
        self._front = front
        self._policy = (b"ratelimit-policy", b'"default";q=%d;w=%d' % (quota.amount, quota.seconds))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of traffic pass unchanged."""
        if scope["type"] != "http" or scope["path"] in HEALTH_PROBES:
            await self._app(scope, receive, send)
            if scope["type"] == "lifespan":
                await self.quota.close()
            return
        client = client_of(scope.get("client"))
        conditional = any(name == b"if-none-match" for name, _ in scope["headers"])
        standing = await (self.quota.look if conditional else self.quota.take)(client)
        if standing.admitted or (conditional and self._unchanged(scope)):
            wire = _Wire(self, scope, send, standing, uncounted=client if conditional else None)
            await self._app(scope, receive, wire.send)
        else:
            await self.refuse(standing, scope, send)

    def _unchanged(self, scope: Scope) -> bool:
        """Return whether the answer is ready, and a 304: above its quota nobody is worked for."""
        ready = ready_for(scope, self._front)
        return ready is not None and ready.status == HTTPStatus.NOT_MODIFIED

    def fields(self, standing: RateLimitStatus) -> Headers:
        """Return the fields that say where a client stands (draft-ietf-httpapi-ratelimit-headers)."""
        now = b'"default";r=%d;t=%d' % (standing.remaining, ceil(standing.seconds))
        return [(b"ratelimit", now), self._policy]

    async def refuse(self, standing: RateLimitStatus, scope: Scope, send: Send) -> None:
        """Answer 429, and say when to come again."""
        wait = max(1, ceil(standing.seconds))
        often = f"{self.quota.amount:,} times in {self.quota.seconds:,} seconds"
        detail = f"An address may ask {often}; try again in {wait:,} seconds."
        fields = self.fields(RateLimitStatus(admitted=False, remaining=0, seconds=wait))
        headers = {name.decode(): value.decode() for name, value in fields} | {"Retry-After": str(wait)}
        await send_problem(RATE_LIMITED, scope, send, self._front.access_log, detail=detail, headers=headers)


class _Wire:
    """Says on an answer where its client stands; what may be a 304 is counted only when it is none."""

    def __init__(
        self,
        limit: RateLimitMiddleware,
        scope: Scope,
        send: Send,
        standing: RateLimitStatus,
        *,
        uncounted: str | None,
    ) -> None:
        self._limit = limit
        self._scope = scope
        self._send = send
        self._standing = standing
        self._uncounted = uncounted
        self._refused = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._uncounted and message["status"] != HTTPStatus.NOT_MODIFIED:
                self._standing = await self._limit.quota.take(self._uncounted)
                self._refused = not self._standing.admitted
            if self._refused:
                await self._limit.refuse(self._standing, self._scope, self._send)
            message = {**message, "headers": [*message["headers"], *self._limit.fields(self._standing)]}
        if not self._refused:
            await self._send(message)
