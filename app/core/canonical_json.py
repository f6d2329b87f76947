"""JSON in the canonical form of RFC 8785, and its digest."""

import hashlib
from typing import Any

import rfc8785

KEY_ORDER_ENCODING = "utf-16-be"
"""The encoding by which RFC 8785 sorts the names of members."""


def canonical_json(value: Any) -> bytes:
    """Return a JSON value in the canonical form of RFC 8785.

    Raises ValueError for NaN, infinity and integers beyond 2**53.
    """
    return rfc8785.dumps(value)


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a JSON value's canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
