"""What one connection may ask of the server: sizes in bytes, times in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one connection; a client that passes one is refused, and hung up on."""

    url_bytes: int
    header_bytes: int
    header_fields: int
    header_seconds: float
    body_seconds: float
    idle_seconds: float
    stalled_seconds: float
    connections: int
