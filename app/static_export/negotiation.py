"""What a client accepts, as regular expressions that choose as the API chooses."""

import re
from collections.abc import Iterator

from app.server.http.negotiation import ENCODERS, IDENTITY, SERVED_MEDIA_RANGES

FULL = r"(?:\s*;(?:\s*q=1[^,;]*|(?!\s*q=)[^,]*))?"
"""The weight 1, or none."""

TENTHS = [rf"\s*;\s*q=0?\.{tenth}\d*" for tenth in range(9, 0, -1)]
LESS = r"\s*;\s*q=0?\.0\d*[1-9]\d*"
WEIGHTS = (FULL, *TENTHS, LESS)
"""Weights from the highest down. Two that differ by less than a tenth may count as the same."""

NO_WEIGHT = r"q=0(?:\.0{0,3})?\s*(?:[,;]|$)"


def encodings() -> Iterator[tuple[str, str]]:
    """Yield a pattern of `Accept-Encoding` and the encoding it leads to, the best first; "" is identity.

    Of equal weights the order of the API's encoders decides, and identity wins only with a higher one.
    """
    for weight in WEIGHTS:
        for name in ENCODERS:
            unnamed = rf"^(?!(?:.*,)?\s*{name}\s*(?:[;,]|$)).*"
            yield rf"~*(?:^|,)\s*{name}{weight}\s*(?:,|$)", name
            yield rf"~*{unnamed}\*{weight}\s*(?:,|$)", name
        yield rf"~*(?:^|,)\s*{IDENTITY}{weight}\s*(?:,|$)", ""


def acceptable() -> str:
    """Return a pattern of `Accept` that admits something of what is served below /v1."""
    ranges = "|".join(re.escape(name) for name in sorted(SERVED_MEDIA_RANGES))
    return rf"~*(?:^|,)\s*(?:{ranges})\s*(?:;(?!\s*{NO_WEIGHT})[^,;]*)*(?:,|$)"
