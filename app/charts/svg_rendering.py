"""Rendering of SVG templates, text wrapping and axis ticks."""

from collections.abc import Sequence
from functools import cache
from math import floor, log10
from pathlib import Path
from textwrap import wrap

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.texts.page_texts import page_texts, say

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 360
"""Width of a chart in SVG units: the width of a phone, so that text is not scaled down."""

LINE_LENGTH = 58
"""Characters of small text that fit on one line."""

LINE_HEIGHT = 15
"""Line height in SVG units."""


@cache
def environment() -> Environment:
    """Return the template environment: values are escaped, and an undefined name is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(t=page_texts())
    environment.filters.update(say=say)
    return environment


def render_svg(template: str, **values: object) -> str:
    """Render a template to SVG."""
    return environment().get_template(template).render(**values)


def wrap_text(text: str, width: int = LINE_LENGTH) -> list[str]:
    """Wrap text to lines, breaking long words; one empty line for no text."""
    return wrap(text, width) or [""]


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return axis ticks that span low to high, in steps of 1, 2 or 5 times a power of ten."""
    raw_step = (high - low) / (most - 1)
    power = 10 ** floor(log10(raw_step))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= raw_step * (1 - 1e-9))
    first = floor(low / step)
    count = first
    while count * step < high - step * 1e-9:
        count += 1
    return [round(index * step, 10) for index in range(first, count + 1)]


def ratio_ticks(low: float, high: float) -> Sequence[float]:
    """Return ticks of a ratio axis that span low to high and include 1."""
    known = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
    first = max([index for index, one in enumerate(known) if one <= low], default=0)
    last = min([index for index, one in enumerate(known) if one >= high], default=len(known) - 1)
    return known[min(first, known.index(1)) : max(last, known.index(1)) + 1]
