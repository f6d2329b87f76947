"""Texts of pages, charts, scripts and files for people, from `texts.toml`; not those in API answers."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "texts.toml"


@cache
def page_texts() -> Mapping[str, Any]:
    """Return all texts by table and name."""
    return tomllib.loads(FILE.read_text("utf-8"))


def say(text: str | Mapping[str, str], *, count: int | None = None, **values: object) -> str:
    """Return a text with its values filled in; of a table with `one` and `other`, the one for `count`."""
    chosen = text if isinstance(text, str) else text["one" if count == 1 else "other"]
    return chosen.format(count=count, **values)
