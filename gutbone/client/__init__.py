"""Offline copy of the content of a Gutbone server: fetched once, then updated by deltas.

    with Client("https://gutbone.example", "gutbone.content") as client:
        client.sync()
        for caution in client.content.entry("food-sources/kefir").cautions:
            print(caution.severity, caution.sentence)

The protocol is specified in `docs/offline-sync.md`; this package imports nothing of the server.
"""

from gutbone.client.client import Client, SyncOutcome, SyncReport
from gutbone.client.content import Content
from gutbone.client.errors import InvalidContentError, NothingStoredError, UnknownEntryError
from gutbone.client.http_retry import Retry
from gutbone.client.models import CautionCard, Certainty, Citation, ClaimCard, Entry, Related, Severity
from gutbone.client.storage import ReleaseNote

__all__ = [
    "CautionCard",
    "Certainty",
    "Citation",
    "ClaimCard",
    "Client",
    "Content",
    "Entry",
    "InvalidContentError",
    "NothingStoredError",
    "Related",
    "ReleaseNote",
    "Retry",
    "Severity",
    "SyncOutcome",
    "SyncReport",
    "UnknownEntryError",
]
