"""What stands in front of the application, shared by both ways to an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.server.cache.parsed_requests import Questions
from app.server.http.access_log import Traffic
from app.server.http.limits import Limits
from app.server.http.trusted_hosts import Hosts
from app.server.middleware.load_shedding import Turns
from app.server.state.catalog_state import Current

PROBED = {"/health/live", "/health/ready"}
"""Whoever looks after a server asks it by its address, not by the name it has for others, and often."""


@dataclass(frozen=True)
class Front:
    """What a server's protocol class needs to answer or refuse by itself."""

    current: Current
    traffic: Traffic
    limits: Limits
    turns: Turns
    hosts: Hosts | None = None
    """The hosts that are served; None: every host."""
    questions: Questions = field(default_factory=Questions)


def front_in(state: Mapping[str, Any]) -> Front:
    """Return what the application left in the lifespan's state for the server."""
    front: Front = state["front"]
    return front
