"""Releases: what content is served, named so that any database loaded from the same files agrees."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SCHEMA_VERSION = 1
"""Raised when the shape of entries changes, so that the digest of the whole changes with it."""


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a JSON value, in hexadecimal, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def whole_digest(parts: Mapping[str, str]) -> str:
    """Return the digest of the whole content: its parts by name, and the schema version."""
    return digest_of({"schema": SCHEMA_VERSION, "parts": dict(parts)})


def unreleased_id(digest: str, newest: str | None = None) -> str:
    """Return the id of content that no ledger entry describes: `<newest>+dev.<digest>`."""
    return f"{newest or 'unreleased'}+dev.{digest[:8]}"
