"""The context that the middleware shares with the protocol class, through the lifespan state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.server.cache.parsed_requests import ParsedRequestCache
from app.server.http.access_log import AccessLog
from app.server.http.limits import Limits
from app.server.http.trusted_hosts import TrustedHosts
from app.server.middleware.load_shedding import RequestQueue
from app.server.state.release_holder import ReleaseHolder

STATE_KEY = "server_context"


@dataclass(frozen=True)
class ServerContext:
    """The state of one server process; `trusted_hosts` is None where every host is served.

    `allowed_methods` returns the methods of a path, none if there is no such address.
    """

    release_holder: ReleaseHolder
    access_log: AccessLog
    limits: Limits
    request_queue: RequestQueue
    allowed_methods: Callable[[str], Sequence[str]]
    trusted_hosts: TrustedHosts | None = None
    parsed_requests: ParsedRequestCache = field(default_factory=ParsedRequestCache)


def server_context_of(lifespan_state: Mapping[str, Any]) -> ServerContext:
    """Return the context that the application left in the lifespan state."""
    context: ServerContext = lifespan_state[STATE_KEY]
    return context
