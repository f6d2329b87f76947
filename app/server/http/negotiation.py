"""Content negotiation: `Accept`, `Accept-Encoding`, and the encoders."""

import gzip
import re
import sys
from collections.abc import Callable

import brotli

from app.server.http.headers import memoize_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Encoder = Callable[[bytes, int], bytes]

IDENTITY = "identity"
JSON = "application/json"
NO_WEIGHT = re.compile(r"q=0(?:\.0{0,3})?")
"""The weight of a media range that is not acceptable."""


def _brotli(body: bytes, quality: int) -> bytes:
    return brotli.compress(body, quality=quality)


def _zstd(body: bytes, level: int) -> bytes:
    return zstd.compress(body, level)


def _gzip(body: bytes, level: int) -> bytes:
    # No time stamp: the same body gives the same bytes on every machine.
    return gzip.compress(body, compresslevel=level, mtime=0)


def pack(body: bytes) -> bytes:
    """Compress a body for storage, quickly rather than well."""
    return zstd.compress(body, 1)


def unpack(packed: bytes) -> bytes:
    """Return the body that was packed."""
    return zstd.decompress(packed)


ENCODERS: dict[str, tuple[Encoder, int, int]] = {
    "br": (_brotli, 9, 1),
    "zstd": (_zstd, 9, 3),
    "gzip": (_gzip, 6, 1),
}
"""Encoders by content coding in order of preference, each with the level for pages and for queries.

A page is compressed once a release and sent often. A query may be requested once: the low level, in a
tenth of the time, answers sooner. The level depends on the address alone, so all workers send the same bytes.
"""


@memoize_header
def preferred_encoding(accept_encoding: bytes) -> str:
    """Return the content coding of the highest weight in `Accept-Encoding` (RFC 9110, 12.5.3).

    ENCODERS breaks ties. A coding that is not listed takes the weight of `*`, else 0. `identity` is the
    fallback.
    """
    weights = _weights(accept_encoding.decode("latin-1"))
    default = weights.get("*", 0.0)
    best = max(ENCODERS, key=lambda name: weights.get(name, default))
    weight = weights.get(best, default)
    return best if weight > 0 and weight >= weights.get(IDENTITY, 0.0) else IDENTITY


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


@memoize_header
def is_acceptable(accept: bytes, media_type: str) -> bool:
    """Return whether `Accept`, absent or not, admits a media type: the most specific range decides."""
    admitted = _media_ranges(accept)
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((admitted[each] for each in ranges if each in admitted), False)


def _media_ranges(accept: bytes) -> dict[str, bool]:
    """Return whether each media range is admitted; its parameters but the weight are ignored."""
    admitted: dict[str, bool] = {}
    for part in (accept.decode("latin-1") or "*/*").split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        is_admitted = not any(map(NO_WEIGHT.fullmatch, parameters))
        admitted[media_range] = is_admitted or admitted.get(media_range, False)
    return admitted


def compress(body: bytes, encoding: str, *, is_frequent: bool) -> bytes:
    """Return a body in one of the ENCODERS, at the level for pages or for queries."""
    encoder, page_level, query_level = ENCODERS[encoding]
    return encoder(body, page_level if is_frequent else query_level)
