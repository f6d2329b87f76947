"""Logging of a server: one line of JSON for each event, on standard error."""

import logging

from pythonjsonlogger.json import JsonFormatter

RENAMED_FIELDS = {"message": "event", "levelname": "level", "exc_info": "exception"}


def configure_logging() -> None:
    """Log from INFO in this application, from WARNING in libraries."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter("%(message)s %(levelname)s", rename_fields=RENAMED_FIELDS, timestamp=True)
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("app").setLevel(logging.INFO)
