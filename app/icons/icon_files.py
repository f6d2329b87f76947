"""The icon files, `svg/<kind>/<slug>.svg`, and the addresses they are served at."""

from collections.abc import Iterable, Mapping
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


def icon_href(kind: str, slug: str, formerly: Iterable[str] = ()) -> str | None:
    """Return the address of an entry's icon, or None where none is drawn.

    A renamed entry keeps the icon of a former slug: the address that clients stored goes on working.
    """
    names = (f"{kind}/{one}.svg" for one in (slug, *formerly))
    return next((f"{PREFIX}{name}" for name in names if name in icon_files()), None)


def kind_icon_href(kind: str) -> str | None:
    """Return the address of the icon of a kind, or None where none is drawn."""
    return icon_href(KIND_ICONS, kind)
