"""The content of Gutbone on this machine: fetched once, then only what changed, read without a network.

    with Client("https://gutbone.example", "gutbone.content") as client:
        client.sync()
        for caution in client.content.entry("food-sources/kefir").cautions:
            print(caution.severity, caution.title)

The protocol is specified in `docs/offline-sync.md`; nothing here knows the server's code.
"""

from gutbone.client.cards import CautionCard, Citation, ClaimCard, Related
from gutbone.client.client import Client
from gutbone.client.content import Content
from gutbone.client.entries import Entry
from gutbone.client.errors import BrokenContentError, NothingStoredError, UnknownEntryError
from gutbone.client.fetching import Retry
from gutbone.client.grades import Certainty, Severity
from gutbone.client.report import Outcome, SyncReport
from gutbone.client.stored import ReleaseNote

__all__ = [
    "BrokenContentError",
    "CautionCard",
    "Certainty",
    "Citation",
    "ClaimCard",
    "Client",
    "Content",
    "Entry",
    "NothingStoredError",
    "Outcome",
    "Related",
    "ReleaseNote",
    "Retry",
    "Severity",
    "SyncReport",
    "UnknownEntryError",
]
