"""Settings, read from environment variables that start with GUTBONE_; nothing else reads the environment."""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.server.http.limits import Limits
from app.server.http.trusted_hosts import ANY_HOST, TrustedHosts
from app.server.http.trusted_proxies import NO_PROXIES, parse_trusted_proxies
from app.server.rate_limit.limiter import MEMORY, RateLimiter
from app.server.rate_limit.rate_limit_settings import check_storage, make_rate_limiter, parse_limit

PROJECT_DIR = Path(__file__).resolve().parent.parent

UNLIMITED = "none"


class Settings(BaseSettings, Limits):
    """Settings of this process; the limits of a connection are among them."""

    model_config = SettingsConfigDict(env_prefix="GUTBONE_", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(1, ge=1, le=64, description="Worker processes.")
    database_url: str = Field("sqlite:///gutbone.db", description="SQLAlchemy URL of the database.")
    content_dir: Path = Field(PROJECT_DIR / "seed_data", description="Folder with the YAML files.")
    refresh_interval: float = Field(
        2, ge=0, description="Seconds between checks for a newer release; 0: never."
    )
    cache_bytes: int = Field(64 * 1024 * 1024, ge=0, description="Size limit of the response cache; 0: off.")
    fast_path: bool = Field(default=True, description="Write cached responses before ASGI.")
    protocol: Literal["hardened", "uvicorn"] = Field(
        "hardened", description="Connections: with limits and timeouts, or uvicorn's own."
    )
    access_log: bool = Field(default=True, description="Log one line for each request.")
    tracing: bool = Field(default=False, description="Export traces by OpenTelemetry, as OTEL_* say.")
    metrics_port: int = Field(0, ge=0, le=65535, description="Port for Prometheus; 0: none.")
    metrics_host: str = Field("127.0.0.1", description="Address to listen on for Prometheus.")
    allowed_hosts: str = Field(ANY_HOST, description="Allowed hosts: names, addresses, *.name.")
    trusted_proxies: str = Field(
        NO_PROXIES, description="Addresses and networks whose X-Forwarded-* is trusted."
    )
    rate_limit: str = Field(UNLIMITED, description="Requests of a client in any window, as 120/minute.")
    rate_limit_storage: str = Field(MEMORY, description="Storage of the counters: memory or Redis.")
    max_queued_requests: int = Field(128, ge=1, description="Queued requests per process.")
    graceful_shutdown_timeout: int = Field(10, ge=1, description="Seconds to finish open requests.")
    max_body_bytes: int = Field(64 * 1024, ge=0, description="Largest request body, in bytes.")
    max_json_depth: int = Field(32, ge=2, le=256, description="Nesting depth of a JSON body.")
    public_url: str = Field(
        "https://localhost",
        pattern=r"^https://[^\s/?#]+$",
        description="Public origin of this server.",
    )
    security_contact: str = Field(
        "",
        pattern=r"^((https://|mailto:|tel:)\S+)?$",
        description="Contact for security reports; empty: the policy.",
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

    @field_validator("tracing")
    @classmethod
    def _tracing(cls, value: object) -> object:
        if value and not find_spec("opentelemetry.sdk"):
            raise ValueError("tracing needs more packages: install gutbone[otel]")
        return value

    @field_validator("rate_limit", "rate_limit_storage")
    @classmethod
    def _rate_limit(cls, value: str, info: ValidationInfo) -> str:
        default = UNLIMITED if info.field_name == "rate_limit" else MEMORY
        if value in {"", default}:
            return default
        (parse_limit if default == UNLIMITED else check_storage)(value)
        return value

    def hosts(self) -> TrustedHosts | None:
        """Return the allowed hosts, None if every host is allowed."""
        hosts = TrustedHosts(self.allowed_hosts)
        return None if hosts.every else hosts

    def proxies(self) -> list[str]:
        """Return the addresses and networks whose X-Forwarded-* header fields are trusted."""
        return parse_trusted_proxies(self.trusted_proxies)

    def rate_limiter(self) -> RateLimiter | None:
        """Return a new rate limiter, None if there is no limit."""
        if self.rate_limit == UNLIMITED:
            return None
        return make_rate_limiter(self.rate_limit, self.rate_limit_storage)
