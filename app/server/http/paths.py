"""Which paths belong to the API, and which are health probes."""

API_PREFIX = "/v1"

MACHINE_PREFIXES = (API_PREFIX, "/health", "/docs", "/openapi.json")
"""Errors at these paths and below are problem documents, also for a browser."""

HEALTH_PROBES = {"/health/live", "/health/ready"}
"""Paths exempt from trusted hosts, the rate limit and load shedding: probes use the IP address as `Host`,
and are frequent."""


def is_below(path: str, *prefixes: str) -> bool:
    """Return whether a path is a prefix or below one: `/v1` and `/v1/foods` are of `/v1`, `/v1x` is not."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes)


def is_api_path(path: str) -> bool:
    """Return whether a path is one of the API, where `Accept` is obeyed; pages are HTML whatever it says."""
    return is_below(path, API_PREFIX)
