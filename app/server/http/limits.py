"""Limits of one connection: sizes in bytes, times in seconds."""

from pydantic import BaseModel, Field

HEALTH_PROBES = {"/health/live", "/health/ready"}
"""Paths exempt from trusted hosts, the rate limit and load shedding: probes come by address, and often."""


class Limits(BaseModel):
    """Bounds of one connection; a client that exceeds one gets a problem document and is disconnected."""

    max_connections: int = Field(4096, ge=1, description="Open connections per process.")
    header_timeout: float = Field(10, gt=0, description="Seconds to receive a request head.")
    body_timeout: float = Field(30, gt=0, description="Seconds to receive a request body.")
    keep_alive_timeout: float = Field(30, gt=0, description="Seconds an idle connection stays open.")
    write_timeout: float = Field(30, gt=0, description="Seconds without any read by the client.")
    max_url_bytes: int = Field(8 * 1024, ge=256, description="Longest request target, in bytes.")
    max_header_bytes: int = Field(32 * 1024, ge=1024, description="Largest request head, in bytes.")
    max_header_fields: int = Field(100, ge=1, description="Largest number of header fields.")
    max_body_bytes: int = Field(16 * 1024, ge=0, le=64 * 1024, description="Largest request body, in bytes.")
