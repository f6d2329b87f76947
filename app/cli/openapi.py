"""The command `openapi`."""

import sys

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.cli.bootstrap import load_settings
from app.cli.content_source import in_memory_engine, load_content
from app.main import create_api


def openapi_command() -> None:
    """Print the OpenAPI document, made from the content folder alone."""
    settings = load_settings()
    content = load_content(settings)
    engine = in_memory_engine(content)
    catalog = read_catalog(engine, KINDS)
    sys.stdout.write(create_api(settings, engine).build_openapi_json(catalog).decode())
