"""Rendering of SVG as PNG, with the libraries of the extra `pictures`."""

from functools import cache
from importlib.resources import files
from importlib.util import find_spec

FONT = "Source Sans Pro"
"""The one family there is; its licence is the SIL Open Font License 1.1."""

FONT_PACKAGE, FONT_FILES = "font_source_sans_pro", ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")


@cache
def can_render_png() -> bool:
    """Return whether the libraries are installed."""
    return all(find_spec(name) for name in (FONT_PACKAGE, "resvg_py"))


def svg_to_png(svg: str) -> bytes:
    """Render SVG to PNG in its own size. Raises ValueError for what is not SVG."""
    import resvg_py

    fonts = [str(files(FONT_PACKAGE) / "files" / name) for name in FONT_FILES]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=fonts, skip_system_fonts=True))
