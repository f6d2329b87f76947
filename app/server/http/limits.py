"""Limits of one connection: sizes in bytes, times in seconds."""

from dataclasses import dataclass

HEALTH_PROBES = {"/health/live", "/health/ready"}
"""Paths exempt from trusted hosts, the rate limit and load shedding: probes come by address, and often."""


@dataclass(frozen=True)
class Limits:
    """Bounds of one connection; a client that exceeds one gets a problem document and is disconnected."""

    url_bytes: int
    header_bytes: int
    header_fields: int
    header_timeout: float
    body_timeout: float
    keep_alive_timeout: float
    write_timeout: float
    connections: int
