"""Cursors of a search: a place in its hits, good for the same search of the same release."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from zlib import crc32

from app.features.name_resolution import InvalidParameter

_CURSOR = re.compile(r"(?P<place>[0-9]{1,9})\.(?P<seal>[0-9a-f]{8})")


def seal_of(release: str, text: str, kinds: Sequence[str]) -> str:
    """Return what tells one search from another."""
    return f"{crc32(json.dumps([release, text, sorted(set(kinds))]).encode()):08x}"


def cursor_of(place: int, seal: str) -> str:
    """Return the cursor of a place in the hits of a search."""
    return urlsafe_b64encode(f"{place}.{seal}".encode()).decode()


def place_of(cursor: str | None, seal: str) -> int | None:
    """Return the place in the hits that a cursor names; None where it is of another search."""
    if cursor is None:
        return 0
    try:
        found = _CURSOR.fullmatch(urlsafe_b64decode(cursor.encode("ascii")).decode("ascii"))
    except (ValueError, UnicodeError):
        return None
    return int(found["place"]) if found and found["seal"] == seal else None


def wrong_cursor(cursor: str) -> InvalidParameter:
    """Return the mistake of a cursor that belongs elsewhere."""
    message = "this cursor belongs to another search or release; start again without one"
    return InvalidParameter("cursor", cursor, message, [])
