"""Only hosts that are served are answered; a request that means another gets 421."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.http.access_log import AccessLog
from app.server.http.error_writer import send_problem
from app.server.http.headers import Headers
from app.server.http.problems import MISDIRECTED_REQUEST
from app.server.http.trusted_hosts import TrustedHosts
from app.server.middleware.server_context import HEALTH_PROBES


class TrustedHostsMiddleware:
    """Answers 421 to whatever means a host that is not served, or none."""

    def __init__(self, app: ASGIApp, hosts: TrustedHosts, access_log: AccessLog) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._hosts = hosts
        self._access_log = access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of traffic pass unchanged."""
        if scope["type"] != "http" or scope["path"] in HEALTH_PROBES or self._known(scope["headers"]):
            await self._app(scope, receive, send)
        else:
            await send_problem(MISDIRECTED_REQUEST, scope, send, self._access_log)

    def _known(self, headers: Headers) -> bool:
        named = [value for name, value in headers if name == b"host"]
        return len(named) == 1 and self._hosts.have(named[0])
