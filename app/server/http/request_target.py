"""Request targets (RFC 9112, 3.2) and `Host` fields (RFC 9110, 7.2), by their grammars."""

import re
from ipaddress import IPv6Address
from typing import NamedTuple

from app.server.http.headers import memoize_header

HOST = re.compile(
    rb"(?:(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*|\[(?P<address>[0-9A-Fa-f:.]{2,45})\])(?::[0-9]*)?"
)
"""A registered name, perhaps empty, or an IP address, with a port or without (RFC 3986, 3.2.2)."""

ABSOLUTE_FORM = re.compile(rb"https?://(?P<authority>[^/?]+)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
ASTERISK_FORM = b"*"


class RequestTarget(NamedTuple):
    """A target in origin form, and the host it names, if it came in absolute form."""

    origin_form: bytes
    host: bytes | None


@memoize_header
def is_valid_host(value: bytes) -> bool:
    """Return whether the value of a `Host` field follows the grammar."""
    match = HOST.fullmatch(value)
    if match is None or match["address"] is None:
        return match is not None
    try:
        IPv6Address(match["address"].decode())
    except ValueError:
        return False
    return True


def parse_target(method: bytes, target: bytes) -> RequestTarget | None:
    """Return a target as an origin server understands it; None if it is not one for it.

    It may be in origin form, in absolute form with the scheme http or https, or `*` of OPTIONS. An empty path
    is `/`. A fragment is never sent, and a user name in a target from outside is not trusted.
    """
    if b"#" in target:
        return None
    if target.startswith(b"/") or (target == ASTERISK_FORM and method == b"OPTIONS"):
        return RequestTarget(target, None)
    match = ABSOLUTE_FORM.fullmatch(target)
    if match is None or not is_valid_host(match["authority"]):
        return None
    rest = match["rest"]
    return RequestTarget(rest if rest.startswith(b"/") else b"/" + rest, match["authority"])
