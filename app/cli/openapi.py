"""The command that prints the contract."""

import sys

from app.catalog.reader import read_catalog
from app.catalog.registry import KINDS
from app.cli.bootstrap import settings_of_environment
from app.cli.content_source import content_of, memory_engine
from app.main import create_api


def openapi_command() -> None:
    """Print the OpenAPI document, made from the content folder alone."""
    settings = settings_of_environment()
    content = content_of(settings)
    engine = memory_engine(content)
    catalog = read_catalog(engine, KINDS)
    sys.stdout.write(create_api(settings, engine).build_openapi_json(catalog).decode())
