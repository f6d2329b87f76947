"""What stands in front of the application, shared by both ways to an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.http.current import Current
from app.http.hosts import Hosts
from app.http.limits import Limits
from app.http.questions import Questions
from app.http.traffic import Traffic
from app.http.turns import Turns

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
