"""Limits per process and per connection; docs/wire.md says what each one does."""

from pydantic import BaseModel, Field


class Limits(BaseModel):
    """Limits per process and per connection; docs/wire.md says what each one does."""

    max_connections: int = Field(4096, ge=1, description="Open connections per process.")
    header_timeout: float = Field(10, gt=0, description="Seconds to receive a request head.")
    body_timeout: float = Field(30, gt=0, description="Seconds to receive a request body.")
    keep_alive_timeout: float = Field(30, gt=0, description="Seconds an idle connection stays open.")
    write_timeout: float = Field(
        30, gt=0, description="Seconds in which a client must read 4 KB of its responses, or all there is."
    )
    max_url_bytes: int = Field(8 * 1024, ge=256, description="Longest request target, in bytes.")
    max_header_bytes: int = Field(
        32 * 1024, ge=1024, description="Names and values of all header and trailer fields, in bytes."
    )
    max_header_fields: int = Field(100, ge=1, description="Largest number of header and trailer fields.")
    max_body_bytes: int = Field(16 * 1024, ge=0, le=64 * 1024, description="Largest request body, in bytes.")
