"""Worlds like the tiny one, but for some fields: what today's content does not hold, and tomorrow's may."""

from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import copytree
from typing import Any

import yaml

from app.catalog.catalog import Catalog
from app.catalog.reader import read_catalog
from app.catalog.registry import KINDS
from app.content.reader import read_content
from tests.conftest import WORLD, loaded_engine

Fields = Mapping[str, Any]
MakeWorld = Callable[[Mapping[str, Fields]], Catalog]
"""Makes a world out of the fields that differ, by `<kind>/<slug>`."""


def changed(folder: Path, fields: Mapping[str, Fields]) -> Catalog:
    """Return the catalog of a world, read from the files that are written into a folder."""
    copytree(WORLD, folder / "world")
    for key, other in fields.items():
        file = folder / "world" / f"{key}.yaml"
        held = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.write_text(yaml.safe_dump(held | dict(other)), encoding="utf-8")
    engine = loaded_engine(read_content(folder / "world", KINDS), f"sqlite:///{folder}/world.db")
    try:
        return read_catalog(engine, KINDS)
    finally:
        engine.dispose()
