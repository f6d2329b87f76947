"""The only reader of the environment; every name starts with GUTBONE_."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.http.limits import Limits

BESIDE_THE_PACKAGE = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """How this process runs."""

    model_config = SettingsConfigDict(env_prefix="GUTBONE_", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(1, ge=1, le=64, description="Processes that serve on the one port.")
    database_url: str = Field("sqlite:///gutbone.db", description="SQLAlchemy URL of the database.")
    content: Path = Field(BESIDE_THE_PACKAGE / "seed_data", description="Folder with the YAML files.")
    refresh_seconds: float = Field(2, ge=0, description="Pause between looks for a newer release; 0: none.")
    cache_bytes: int = Field(64 * 1024 * 1024, ge=0, description="Bound of the response cache; 0: off.")
    hot_path: bool = Field(default=True, description="Answer what is ready before ASGI; false: never.")
    access_log: bool = Field(default=True, description="Log one line for each request.")
    max_connections: int = Field(4096, ge=1, description="Connections at once in one process.")
    max_waiting: int = Field(128, ge=1, description="Requests that may wait for their turn in one process.")
    header_seconds: float = Field(10, gt=0, description="Time for a request's header fields to arrive.")
    body_seconds: float = Field(30, gt=0, description="Time for a request's body to arrive.")
    idle_seconds: float = Field(30, gt=0, description="Time a connection may wait for its next request.")
    stalled_seconds: float = Field(30, gt=0, description="Time a client may read nothing it is sent.")
    shutdown_seconds: int = Field(10, ge=1, description="Time that an end waits for answers under way.")
    max_url_bytes: int = Field(8 * 1024, ge=256, description="Longest address, in bytes.")
    max_header_bytes: int = Field(32 * 1024, ge=1024, description="Header fields of a request, in bytes.")
    max_header_fields: int = Field(100, ge=1, description="Header fields of a request.")
    max_body_bytes: int = Field(64 * 1024, ge=0, description="Largest request body, in bytes.")

    def limits(self) -> Limits:
        """Return what one connection may ask of the server."""
        return Limits(
            url_bytes=self.max_url_bytes,
            header_bytes=self.max_header_bytes,
            header_fields=self.max_header_fields,
            header_seconds=self.header_seconds,
            body_seconds=self.body_seconds,
            idle_seconds=self.idle_seconds,
            stalled_seconds=self.stalled_seconds,
            connections=self.max_connections,
        )
