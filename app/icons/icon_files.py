"""The icon files, `svg/<kind>/<slug>.svg`, and the addresses they are served at."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "svg"

PREFIX = "/icons/"
"""Begins every address of an icon; the name of the file follows."""

KIND_ICONS = "kinds"
"""The folder of the icons that stand for a whole kind: `svg/kinds/<kind>.svg`."""


@cache
def icon_files() -> Mapping[str, Path]:
    """Return the file of every icon by name: `food-sources/kefir.svg`."""
    return {path.relative_to(FOLDER).as_posix(): path for path in sorted(FOLDER.glob("*/*.svg"))}


def icon_href(kind: str, slug: str) -> str | None:
    """Return the address of an entry's icon, or None where none is drawn."""
    name = f"{kind}/{slug}.svg"
    return f"{PREFIX}{name}" if name in icon_files() else None


def kind_icon_href(kind: str) -> str | None:
    """Return the address of the icon of a kind, or None where none is drawn."""
    return icon_href(KIND_ICONS, kind)
