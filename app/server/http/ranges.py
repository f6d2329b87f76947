"""Range requests (RFC 9110, 14): one range of bytes, so that an interrupted download can be resumed."""

import re

ONE_RANGE = re.compile(rb"bytes=(?:(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})|-(?P<suffix>[0-9]{1,18}))")


class UnsatisfiableRangeError(ValueError):
    """The range begins beyond the end of the content."""


def requested_range(field: bytes, size: int) -> range | None:
    """Return the positions that `Range` asks for; None where the whole content is to be sent.

    Other units, several ranges and a field that does not follow the grammar are ignored, as the RFC allows.
    Raises UnsatisfiableRangeError.
    """
    match = ONE_RANGE.fullmatch(field.replace(b" ", b"").lower())
    if match is None:
        return None
    if match["suffix"]:
        found = range(max(0, size - int(match["suffix"])), size)
    elif match["last"] and int(match["last"]) < int(match["first"]):
        return None
    else:
        found = range(int(match["first"]), min(size, int(match["last"]) + 1) if match["last"] else size)
    if not found:
        raise UnsatisfiableRangeError(field)
    return found
