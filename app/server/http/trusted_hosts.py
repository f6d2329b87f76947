"""Trusted hosts: the setting `GUTBONE_ALLOWED_HOSTS`, and the host that a request names."""

import re
from ipaddress import IPv6Address

ANY_HOST = "*"
HOST_FIELD = re.compile(
    r"(?:(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?|\[(?P<address>[0-9a-f:.]+)\])(?::[0-9]*)?"
)
"""A `Host` field in lower case: a name or address, an IPv6 address in brackets, a port."""


class TrustedHosts:
    """The hosts that are served: names, addresses, and `*.name` for every name below one."""

    def __init__(self, setting: str) -> None:
        """Parse a comma-separated list; `*` alone, or nothing, is every host. Raises ValueError."""
        items = [part.strip().lower() for part in setting.split(",") if part.strip()]
        self.every = items in ([], [ANY_HOST])
        self._exact = {_parse_item(part) for part in items if not part.startswith("*")}
        wildcards = [] if self.every else [part for part in items if part.startswith("*")]
        self._suffixes = tuple(f".{_parse_item(part.removeprefix('*.'))}" for part in wildcards)

    def __contains__(self, host: bytes) -> bool:
        """Return whether the value of a `Host` field names a trusted host, at any port."""
        parsed = parse_host(host.decode("latin-1").lower())
        return parsed is not None and (parsed in self._exact or parsed.endswith(self._suffixes))


def parse_host(field: str) -> str | None:
    """Return the host of a `Host` field in lower case, in one spelling, without its port; None if invalid."""
    match = HOST_FIELD.fullmatch(field)
    if match is None:
        return None
    try:
        return match["name"] or str(IPv6Address(match["address"]))
    except ValueError:
        return None


def _parse_item(part: str) -> str:
    host = parse_host(f"{part}:1") or parse_host(f"[{part}]:1")
    if host is None:
        raise ValueError(f"'{part}' is no host: write names, addresses or *.name, without ports")
    return host
