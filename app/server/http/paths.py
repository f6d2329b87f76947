"""Which paths belong to the API, and which are health probes."""

import re

API_PATH = re.compile(r"/v1(?:/|\Z)")
"""How a path of the API begins, where `Accept` is obeyed; pages are HTML whatever it says."""

MACHINE_PATH = re.compile(r"/(?:v1|health|docs|openapi\.json)(?:/|\Z)")
"""How a path begins whose errors are problem documents, also for a browser."""

HEALTH_PROBES = {"/health/live", "/health/ready"}
"""Paths exempt from trusted hosts, the rate limit and load shedding: probes use the IP address as `Host`,
and are frequent."""
