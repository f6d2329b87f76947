"""Content encodings: which one a client wants most, and the bytes of each."""

import gzip
from collections.abc import Callable

import brotli
import zstandard

from app.http.memory import remembered

IDENTITY = "identity"


def _brotli(body: bytes) -> bytes:
    return brotli.compress(body, quality=6)


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=9).compress(body)


def _gzip(body: bytes) -> bytes:
    # No time stamp: the same body gives the same bytes on every machine.
    return gzip.compress(body, compresslevel=6, mtime=0)


ENCODERS: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "zstd": _zstd, "gzip": _gzip}
"""Encoders by name, the one we like best first."""


@remembered
def chosen(accept_encoding: str) -> str:
    """Return the encoding that a client's `Accept-Encoding` wants most; `identity` is the last resort.

    Of equal weights the order of ENCODERS decides. What is not named follows `*`, else is refused;
    identity is acceptable unless refused by name or by `*`.
    """
    weights = _weights(accept_encoding)
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


def encoded(body: bytes, encoding: str) -> bytes:
    """Return a body in an encoding."""
    return body if encoding == IDENTITY else ENCODERS[encoding](body)
