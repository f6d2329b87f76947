"""Logging of a server: one line of JSON for each event, on standard error."""

import logging
import os
import sys

from pythonjsonlogger.msgspec import MsgspecFormatter

from app.core.line_writer import LineWriter

RENAMED_FIELDS = {"message": "event", "levelname": "level", "exc_info": "exception"}


def configure_logging() -> LineWriter:
    """Log from INFO in this application, from WARNING in libraries; return what writes the log."""
    # Without standard error, its number may belong to any file that is opened later.
    writer = LineWriter(sys.stderr.fileno() if sys.stderr else os.open(os.devnull, os.O_WRONLY))
    handler = logging.StreamHandler(writer)
    handler.setFormatter(
        MsgspecFormatter("%(message)s %(levelname)s", rename_fields=RENAMED_FIELDS, timestamp=True)
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("app").setLevel(logging.INFO)
    return writer
