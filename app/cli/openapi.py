"""The command `openapi`."""

import json
import sys

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.cli.bootstrap import load_settings
from app.cli.content_source import in_memory_engine, load_content
from app.main import create_api


def openapi_command() -> None:
    """Print the OpenAPI document, made from the content folder alone; indented, unlike the served one."""
    settings = load_settings()
    content = load_content(settings)
    engine = in_memory_engine(content)
    catalog = read_catalog(engine, KINDS)
    document = create_api(settings, engine).build_openapi(catalog)
    sys.stdout.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
