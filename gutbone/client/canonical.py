"""Canonical JSON, RFC 8785, and the digests made of it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

LARGEST_EXACT = 15
"""Digits up to which an integer is surely one that a double holds."""


def parsed(data: bytes) -> Any:
    """Return the JSON value in bytes; every number as a double holds it. Raises ValueError."""
    try:
        return json.loads(data, parse_int=_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _number(text: str) -> int | float:
    if len(text) <= LARGEST_EXACT:
        return int(text)
    number = float(text)
    return int(number) if abs(number) < 2**53 else number


def canonical(value: Any) -> bytes:
    """Return a JSON value as canonical bytes. Raises ValueError for what is not JSON."""
    return rfc8785.dumps(value)


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a value's canonical bytes, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def content_digest(digests: Mapping[str, str], schema_version: int) -> str:
    """Return the digest of the whole content from those of its parts."""
    return digest_of({"parts": dict(digests), "schema_version": schema_version})
