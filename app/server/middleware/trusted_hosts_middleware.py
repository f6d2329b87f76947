"""Trusted hosts: a request for any other host is answered 421 Misdirected Request."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.http.headers import Headers
from app.server.http.limits import HEALTH_PROBES
from app.server.http.problems import MISDIRECTED_REQUEST, ProblemError
from app.server.http.trusted_hosts import TrustedHosts


class TrustedHostsMiddleware:
    """Raises a 421 problem for a request whose `Host` is missing, repeated or not trusted."""

    def __init__(self, app: ASGIApp, hosts: TrustedHosts) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; health probes come by address, so their host is not checked."""
        if (
            scope["type"] == "http"
            and scope["path"] not in HEALTH_PROBES
            and not self._trusts(scope["headers"])
        ):
            raise ProblemError(MISDIRECTED_REQUEST)
        await self._app(scope, receive, send)

    def _trusts(self, headers: Headers) -> bool:
        hosts = [value for name, value in headers if name == b"host"]
        return len(hosts) == 1 and hosts[0] in self._hosts
