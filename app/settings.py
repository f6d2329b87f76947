"""The only reader of the environment; every name starts with GUTBONE_."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

BESIDE_THE_PACKAGE = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """How this process runs."""

    model_config = SettingsConfigDict(env_prefix="GUTBONE_", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    database_url: str = Field("sqlite:///gutbone.db", description="SQLAlchemy URL of the database.")
    content: Path = Field(BESIDE_THE_PACKAGE / "seed_data", description="Folder with the YAML files.")
    cache_bytes: int = Field(64 * 1024 * 1024, ge=0, description="Bound of the response cache; 0: off.")
    max_body_bytes: int = Field(64 * 1024, ge=0, description="Largest request body, in bytes.")
