"""JSON without spaces."""

import json
from typing import Any


def compact_json(value: Any) -> bytes:
    """Return a value as JSON in UTF-8, without spaces, its members in their order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
