"""Which hosts are served, and which one a request means."""

import re
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from app.server.http.headers import Headers

ANY_HOST = "*"
HOST_FIELD = re.compile(
    r"(?:(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?|\[(?P<address>[0-9a-f:.]+)\])(?::[0-9]*)?"
)
"""A host as `Host` has it, in small letters: a name, an address, or an IPv6 address in brackets; a port."""


class TrustedHosts:
    """The hosts that are served: names, addresses, and `*.name` for everything below a name."""

    def __init__(self, setting: str) -> None:
        """Read a list with commas between the hosts; `*` alone, or nothing, is every host.

        Raises:
            ValueError: one of them is no host.

        """
        listed = [part.strip().lower() for part in setting.split(",") if part.strip()]
        self.every = listed in ([], [ANY_HOST])
        self._exact = {_listed(part) for part in listed if not part.startswith("*")}
        below = [] if self.every else [part for part in listed if part.startswith("*")]
        self._below = tuple(f".{_listed(part.removeprefix('*.'))}" for part in below)

    def have(self, host: bytes) -> bool:
        """Return whether the value of a `Host` field names one of them, at whichever port."""
        found = parse_host(host.decode("latin-1").lower())
        return found is not None and (found in self._exact or found.endswith(self._below))


def parse_host(written: str) -> str | None:
    """Return the host of a `Host` field without its port, each in one spelling; None where it is none."""
    match = HOST_FIELD.fullmatch(written)
    if match is None:
        return None
    try:
        return match["name"] or str(IPv6Address(match["address"]))
    except ValueError:
        return None


def _listed(part: str) -> str:
    host = parse_host(f"{part}:1") or parse_host(f"[{part}]:1")
    if host is None:
        raise ValueError(f"'{part}' is no host: write names, addresses or *.name, without ports")
    return host


def apply_absolute_form(target: bytes, headers: Headers) -> None:
    """Put the host that a whole address in the request line names in place of `Host` (RFC 9112, 3.2.2)."""
    authority = urlsplit(target).netloc
    if authority:
        headers[:] = [(b"host", authority), *(field for field in headers if field[0] != b"host")]
