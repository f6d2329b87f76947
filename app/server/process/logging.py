"""The log of a server: one line of JSON an event, on the standard error, the libraries' own included."""

import logging

from pythonjsonlogger.json import JsonFormatter

NAMES = {"message": "event", "levelname": "level", "exc_info": "exception"}


def configure_log() -> None:
    """Write what our own code notes, and what libraries warn of."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter("%(message)s %(levelname)s", rename_fields=NAMES, timestamp=True))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("app").setLevel(logging.INFO)
