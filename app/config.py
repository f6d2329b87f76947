"""The only reader of the environment; every name starts with GUTBONE_."""

from importlib import import_module
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.server.http.limits import Limits
from app.server.http.trusted_hosts import ANY_HOST, TrustedHosts
from app.server.http.trusted_proxies import NO_PROXIES, parse_trusted_proxies
from app.server.rate_limit.limiter import MEMORY, RateLimiter

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
    content_dir: Path = Field(BESIDE_THE_PACKAGE / "seed_data", description="Folder with the YAML files.")
    refresh_interval: float = Field(
        2, ge=0, description="Seconds between checks for a newer release; 0: never."
    )
    cache_bytes: int = Field(64 * 1024 * 1024, ge=0, description="Bound of the response cache; 0: off.")
    fast_path: bool = Field(default=True, description="Write cached responses before ASGI.")
    access_log: bool = Field(default=True, description="Log one line for each request.")
    metrics_port: int = Field(0, ge=0, le=65535, description="Port for Prometheus; 0: none.")
    metrics_host: str = Field("127.0.0.1", description="Address to listen on for Prometheus.")
    allowed_hosts: str = Field(ANY_HOST, description="Hosts that are served: names, addresses, *.name.")
    trusted_proxies: str = Field(NO_PROXIES, description="Addresses and networks whose X-Forwarded-* counts.")
    rate_limit: str = Field(UNLIMITED, description="Requests of each client in any window of time.")
    rate_limit_storage: str = Field(MEMORY, description="Where they are counted: memory or Redis.")
    max_connections: int = Field(4096, ge=1, description="Connections at once in one process.")
    max_queued_requests: int = Field(128, ge=1, description="Queued requests per process.")
    header_timeout: float = Field(10, gt=0, description="Seconds to receive a request head.")
    body_timeout: float = Field(30, gt=0, description="Seconds to receive a request body.")
    keep_alive_timeout: float = Field(30, gt=0, description="Seconds an idle connection stays open.")
    write_timeout: float = Field(30, gt=0, description="Seconds without any read by the client.")
    graceful_shutdown_timeout: int = Field(10, ge=1, description="Seconds to finish open requests.")
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
            header_timeout=self.header_timeout,
            body_timeout=self.body_timeout,
            keep_alive_timeout=self.keep_alive_timeout,
            write_timeout=self.write_timeout,
            connections=self.max_connections,
        )

    def hosts(self) -> TrustedHosts | None:
        """Return the hosts that are served, None where every host is."""
        hosts = TrustedHosts(self.allowed_hosts)
        return None if hosts.every else hosts

    def proxies(self) -> list[str]:
        """Return the addresses and networks whose word is taken for who asks."""
        return parse_trusted_proxies(self.trusted_proxies)

    def rate_limiter(self) -> RateLimiter | None:
        """Return a new count of what each client asks, None where there is no limit."""
        if self.rate_limit == UNLIMITED:
            return None
        limiter: RateLimiter = import_module(POLICY).rate_limiter_of(self.rate_limit, self.rate_limit_storage)
        return limiter
