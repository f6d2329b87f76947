"""Parse `GUTBONE_TRUSTED_PROXIES`: the proxies whose `X-Forwarded-*` fields are trusted."""

from ipaddress import ip_network

NO_PROXIES = "none"


def parse_trusted_proxies(setting: str) -> list[str]:
    """Return addresses and networks of a comma-separated list; `none` or nothing is an empty list.

    Raises ValueError for any other item: `*` would let every client choose the address it is counted under.
    """
    items = [part.strip() for part in setting.split(",") if part.strip()]
    return [] if items == [NO_PROXIES] else [_parse_network(part) for part in items]


def _parse_network(part: str) -> str:
    try:
        network = ip_network(part)
    except ValueError as error:
        raise ValueError(
            f"'{part}' is no address and no network: write them as 10.0.0.7, 10.0.0.0/8 or fd00::/8"
        ) from error
    return str(network) if "/" in part else str(network.network_address)
