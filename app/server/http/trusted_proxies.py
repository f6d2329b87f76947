"""Whose word is taken for who asks: proxies that are named, and nobody else."""

from ipaddress import ip_network

NO_PROXIES = "none"


def parse_trusted_proxies(setting: str) -> list[str]:
    """Return addresses and networks, written with commas between them; none for `none` or nothing.

    Raises:
        ValueError: one is neither, as a host's name is, or `*`, with which anybody could say who they are.

    """
    listed = [part.strip() for part in setting.split(",") if part.strip()]
    return [] if listed == [NO_PROXIES] else [_checked(part) for part in listed]


def _checked(part: str) -> str:
    try:
        network = ip_network(part)
    except ValueError as error:
        raise ValueError(
            f"'{part}' is no address and no network: write them as 10.0.0.7, 10.0.0.0/8 or fd00::/8"
        ) from error
    return str(network) if "/" in part else str(network.network_address)
