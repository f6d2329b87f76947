"""What stands in front of the application, shared by both ways to an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.server.cache.parsed_requests import ParsedRequestCache
from app.server.http.access_log import AccessLog
from app.server.http.limits import Limits
from app.server.http.trusted_hosts import TrustedHosts
from app.server.middleware.load_shedding import RequestQueue
from app.server.state.catalog_state import CatalogState

HEALTH_PROBES = {"/health/live", "/health/ready"}
"""Whoever looks after a server asks it by its address, not by the name it has for others, and often."""


@dataclass(frozen=True)
class ServerContext:
    """What a server's protocol class needs to answer or refuse by itself."""

    current: CatalogState
    access_log: AccessLog
    limits: Limits
    turns: RequestQueue
    hosts: TrustedHosts | None = None
    """The hosts that are served; None: every host."""
    questions: ParsedRequestCache = field(default_factory=ParsedRequestCache)


def server_context_of(state: Mapping[str, Any]) -> ServerContext:
    """Return what the application left in the lifespan's state for the server."""
    front: ServerContext = state["front"]
    return front
