"""Settings, read from environment variables that start with GUTBONE_; nothing else reads the environment.

A variable of that prefix that is no setting is an error: a misspelt limit would be no limit. No message
contains a value, which may hold a password.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.catalog.reference_resolver import closest_matches
from app.server.http.limits import Limits
from app.server.http.trusted_hosts import ANY_HOST, TrustedHosts
from app.server.http.trusted_proxies import NO_PROXIES, parse_trusted_proxies
from app.server.rate_limit.limiter import MEMORY, RateLimiter
from app.server.rate_limit.rate_limit_settings import check_storage, make_rate_limiter, parse_limit

PROJECT_DIR = Path(__file__).resolve().parent.parent

UNLIMITED = "none"


PREFIX = "GUTBONE_"
SERVICE_URL = r"^https?://[^\s?#]+$"
"""An address that only `gutbone literature` asks."""

DEPLOYMENT_VARIABLES = {"GUTBONE_DATABASE_PASSWORD"}
"""Variables that are no settings: `compose.yaml` reads them."""

DATABASE_URL_FORM = (
    "write sqlite:///file, or postgresql://user:password@host:5432/name "
    "with each of @ : / ? # % in user and password percent-encoded"
)


class UnknownVariables(PydanticBaseSettingsSource):
    """A source of the variables of our prefix that are no settings; validation refuses them."""

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return nothing: a field is a setting."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the unknown names, without the prefix."""
        known = {PREFIX + name.upper() for name in self.settings_cls.model_fields} | DEPLOYMENT_VARIABLES
        names = sorted(name for name in os.environ if name.upper().startswith(PREFIX))
        return {name[len(PREFIX) :]: "" for name in names if name.upper() not in known}


class Settings(BaseSettings, Limits):
    """Settings of this process; the limits of a connection are among them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(1, ge=1, le=64, description="Worker processes.")
    database_url: str = Field("sqlite:///gutbone.db", description="SQLAlchemy URL of the database.")
    content_dir: Path = Field(PROJECT_DIR / "seed_data", description="Folder with the YAML files.")
    load_drafts: bool = Field(default=False, description="Load entries that are drafts, too.")
    refresh_interval: float = Field(
        2, ge=0, description="Seconds between checks for another release; 0: never."
    )
    cache_bytes: int = Field(64 * 1024 * 1024, ge=0, description="Size limit of the response cache; 0: off.")
    fast_path: bool = Field(default=True, description="Write cached responses before ASGI.")
    protocol: Literal["hardened", "uvicorn"] = Field(
        "hardened", description="Connections: with limits and timeouts, or uvicorn's own."
    )
    access_log: bool = Field(default=True, description="Log one line for each request.")
    tracing: bool = Field(default=False, description="Export traces by OpenTelemetry, as OTEL_* say.")
    mcp: bool = Field(default=False, description="Serve assistants at /mcp (Model Context Protocol).")
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
    max_json_depth: int = Field(32, ge=2, le=256, description="Nesting depth of a JSON body.")
    crossref_url: str = Field(
        "https://api.crossref.org",
        pattern=SERVICE_URL,
        description="Address of Crossref.",
    )
    europe_pmc_url: str = Field(
        "https://www.ebi.ac.uk/europepmc/webservices/rest",
        pattern=SERVICE_URL,
        description="Address of Europe PMC.",
    )
    pubmed_url: str = Field(
        "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        pattern=SERVICE_URL,
        description="Address of PubMed.",
    )
    literature_contact: str = Field(
        "", pattern=r"^([^\s@()]+@[^\s@()]+)?$", description="E-mail address that those services are told."
    )
    public_url: str = Field(
        "https://localhost",
        pattern=r"^https://[^\s/?#]+$",
        description="Public origin of this server.",
    )
    report_address: str = Field(
        "",
        pattern=r"^((https://|mailto:)\S+)?$",
        description="Where readers report a mistake; `{page}` and `{release}` are filled in. Empty: no link.",
    )
    security_contact: str = Field(
        "",
        pattern=r"^((https://|mailto:|tel:)\S+)?$",
        description="Contact for security reports; empty: the policy.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments and environment, and refuse unknown variables."""
        unknown = UnknownVariables(settings_cls)
        return init_settings, env_settings, unknown, dotenv_settings, file_secret_settings

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        try:
            parsed = make_url(value)
        except (ArgumentError, ValueError):
            raise ValueError(DATABASE_URL_FORM) from None
        # What follows an `@` of a password would be taken for the host, and printed as such.
        if "@" in (parsed.host or ""):
            raise ValueError(DATABASE_URL_FORM)
        return value

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

    @field_validator("mcp")
    @classmethod
    def _mcp(cls, value: object) -> object:
        if value and not find_spec("mcp"):
            raise ValueError("it needs more packages: install gutbone[mcp]")
        return value

    @field_validator("rate_limit", "rate_limit_storage")
    @classmethod
    def _rate_limit(cls, value: str, info: ValidationInfo) -> str:
        default = UNLIMITED if info.field_name == "rate_limit" else MEMORY
        if value in {"", default}:
            return default
        (parse_limit if default == UNLIMITED else check_storage)(value)
        return value

    @classmethod
    def describe(cls, error: ValidationError) -> str:
        """Return what is wrong with each variable, in one line without values."""
        known = [name.upper() for name in cls.model_fields]
        return "; ".join(_describe(str(one["loc"][0]).upper(), one, known) for one in error.errors())

    @property
    def page_origin(self) -> str | None:
        """Return the origin of absolute addresses in pages; None where none was set."""
        return self.public_url if self.public_url != Settings.model_fields["public_url"].default else None

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


def _describe(name: str, error: ErrorDetails, known: list[str]) -> str:
    if error["type"] != "extra_forbidden":
        return f"{PREFIX}{name}: {error['msg'].removeprefix('Value error, ')}"
    near = "".join(f", did you mean {PREFIX}{match}?" for match in closest_matches(name, known, limit=1))
    return f"{PREFIX}{name}: there is no such setting{near}"
