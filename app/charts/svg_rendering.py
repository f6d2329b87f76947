"""The templates of pictures, and what they share: lines of text and figures on an axis."""

from collections.abc import Sequence
from functools import cache
from math import floor, log10
from pathlib import Path
from textwrap import wrap

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 360
"""Units of a picture's width: a phone's, so that text is never scaled down."""

LETTERS = 58
"""Letters of small text that fit on one line."""

LINE = 15
"""Units from one line of text to the next."""


@cache
def environment() -> Environment:
    """Return the templates: everything filled in is escaped, and a name that is missing is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_svg(template: str, **filled: object) -> str:
    """Return a picture as SVG."""
    return environment().get_template(template).render(**filled)


def wrap_text(text: str, letters: int = LETTERS) -> list[str]:
    """Return text in lines that fit, long words cut; one empty line for no text."""
    return wrap(text, letters) or [""]


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round figures that span low to high, in steps of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / (most - 1)
    power = 10 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * (1 - 1e-9))
    first = floor(low / step)
    count = first
    while count * step < high - step * 1e-9:
        count += 1
    return [round(place * step, 10) for place in range(first, count + 1)]


def ratio_ticks(low: float, high: float) -> Sequence[float]:
    """Return figures for an axis of ratios that span low to high, 1 among them."""
    known = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
    first = max([place for place, one in enumerate(known) if one <= low], default=0)
    last = min([place for place, one in enumerate(known) if one >= high], default=len(known) - 1)
    return known[min(first, known.index(1)) : max(last, known.index(1)) + 1]
