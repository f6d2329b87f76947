"""Content encodings: which one a client wants most, and the bytes of each."""

import gzip
from collections.abc import Callable

import brotli
import zstandard

from app.server.http.memoize_header import memoize_header

IDENTITY = "identity"
SERVED_MEDIA_RANGES = {
    "*/*",
    "application/*",
    "application/json",
    "application/problem+json",
    "application/graphml+xml",
    "application/vnd.cytoscape+json",
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
    "application/x-research-info-systems",
    "image/svg+xml",
    "text/vnd.graphviz",
}
"""What the routes below /v1 answer in; parameters choose among them, not `Accept`."""


Encoder = Callable[[bytes, int], bytes]


def _brotli(body: bytes, quality: int) -> bytes:
    return brotli.compress(body, quality=quality)


def _zstd(body: bytes, level: int) -> bytes:
    return zstandard.ZstdCompressor(level=level).compress(body)


def _gzip(body: bytes, level: int) -> bytes:
    # No time stamp: the same body gives the same bytes on every machine.
    return gzip.compress(body, compresslevel=level, mtime=0)


ENCODERS: dict[str, tuple[Encoder, int, int]] = {
    "br": (_brotli, 6, 1),
    "zstd": (_zstd, 9, 3),
    "gzip": (_gzip, 6, 1),
}
"""Encoders by name, the one we like best first, with the level for pages and that for queries.

A page is made once a release and sent often. A query is perhaps asked once: there the quick level, in a tenth
of the time, is the sooner answer. It depends on the address alone, so every worker gives the same bytes.
"""


@memoize_header
def preferred_encoding(accept_encoding: bytes) -> str:
    """Return the encoding that a client's `Accept-Encoding` wants most; `identity` is the last resort.

    Of equal weights the order of ENCODERS decides. What is not named follows `*`, else is refused;
    identity is acceptable unless refused by name or by `*`.
    """
    weights = _weights(accept_encoding.decode("latin-1"))
    rest = weights.get("*", 0.0)
    best = max(ENCODERS, key=lambda name: weights.get(name, rest))
    weight = weights.get(best, rest)
    if weight > 0 and weight >= weights.get(IDENTITY, 0.0):
        return best
    return IDENTITY


def _weights(accept_encoding: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=") if parameter.strip().startswith("q=") else "1"
        try:
            weights[name.strip()] = min(1.0, max(0.0, float(quality)))
        except ValueError:
            weights[name.strip()] = 0.0
    return weights


def compress(body: bytes, encoding: str, *, is_page: bool) -> bytes:
    """Return a body in an encoding; a page is compressed well, the answer to a query quickly."""
    if encoding == IDENTITY:
        return body
    encoder, well, quickly = ENCODERS[encoding]
    return encoder(body, well if is_page else quickly)


@memoize_header
def is_acceptable(accept: bytes) -> bool:
    """Return whether an `Accept` header, absent or not, admits anything that is served below /v1."""
    for part in (accept.decode("latin-1") or "*/*").split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        refused = any(parameter in {"q=0", "q=0.0", "q=0.00", "q=0.000"} for parameter in parameters)
        if media_range in SERVED_MEDIA_RANGES and not refused:
            return True
    return False
