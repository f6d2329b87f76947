"""The only reader of the environment; every name starts with GUTBONE_."""

from importlib import import_module
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.server.http.limits import Limits
from app.server.http.trusted_hosts import ANY_HOST, TrustedHosts
from app.server.http.trusted_proxies import NO_PROXIES, parse_trusted_proxies
from app.server.rate_limit.quota import MEMORY, Quota

BESIDE_THE_PACKAGE = Path(__file__).resolve().parent.parent

UNLIMITED = "none"
POLICY = "app.server.rate_limit.config"
"""Imported only where there is a limit: it takes longer than all else that settings need."""


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
    metrics_port: int = Field(0, ge=0, le=65535, description="Port for Prometheus; 0: none.")
    metrics_host: str = Field("127.0.0.1", description="Address to listen on for Prometheus.")
    allowed_hosts: str = Field(ANY_HOST, description="Hosts that are served: names, addresses, *.name.")
    trusted_proxies: str = Field(NO_PROXIES, description="Addresses and networks whose X-Forwarded-* counts.")
    rate_limit: str = Field(UNLIMITED, description="Requests of each client in any window of time.")
    rate_limit_storage: str = Field(MEMORY, description="Where they are counted: memory or Redis.")
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
    max_json_depth: int = Field(32, ge=2, le=256, description="Levels of a request body in JSON.")
    public_url: str = Field(
        "https://localhost",
        pattern=r"^https://[^\s/?#]+$",
        description="Where the public reaches this server.",
    )
    security_contact: str = Field(
        "",
        pattern=r"^((https://|mailto:|tel:)\S+)?$",
        description="Whom to tell of a hole; empty: the policy.",
    )

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts(cls, value: str) -> str:
        TrustedHosts(value)
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        parse_trusted_proxies(value)
        return value

    @field_validator("rate_limit")
    @classmethod
    def _rate_limit(cls, value: str) -> str:
        if value and value != UNLIMITED:
            import_module(POLICY).policy_of(value)
        return value or UNLIMITED

    @field_validator("rate_limit_storage")
    @classmethod
    def _rate_limit_storage(cls, value: str) -> str:
        if value and value != MEMORY:
            import_module(POLICY).checked_storage(value)
        return value or MEMORY

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

    def hosts(self) -> TrustedHosts | None:
        """Return the hosts that are served, None where every host is."""
        hosts = TrustedHosts(self.allowed_hosts)
        return None if hosts.every else hosts

    def proxies(self) -> list[str]:
        """Return the addresses and networks whose word is taken for who asks."""
        return parse_trusted_proxies(self.trusted_proxies)

    def quota(self) -> Quota | None:
        """Return a new count of what each client asks, None where there is no limit."""
        if self.rate_limit == UNLIMITED:
            return None
        quota: Quota = import_module(POLICY).quota_of(self.rate_limit, self.rate_limit_storage)
        return quota
