"""Canonical JSON (RFC 8785) and its digests."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

MAX_SAFE_DIGITS = 15
"""An integer of at most this many digits is exact as a double."""


def parse_json(data: bytes) -> Any:
    """Parse JSON with every number as a double holds it. Raises ValueError."""
    try:
        return json.loads(data, parse_int=_parse_integer)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _parse_integer(text: str) -> int | float:
    if len(text) <= MAX_SAFE_DIGITS:
        return int(text)
    number = float(text)
    return int(number) if abs(number) < 2**53 else number


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON in lower-case hexadecimal. Raises ValueError."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def content_digest(digests: Mapping[str, str], schema_version: int) -> str:
    """Return the digest of all content from the digests of its parts."""
    return digest_of({"parts": dict(digests), "schema_version": schema_version})
