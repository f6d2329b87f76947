"""Release history, newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.catalog.catalog import Catalog, UnknownEntryError
from app.catalog.reference_resolver import closest_matches
from app.catalog.releases import Digest, LedgerEntry
from app.core.base_model import Model, shared_fields
from app.core.memoize import Memoize
from app.schemas.envelopes import Envelope, Meta
from app.vocabulary.content import ReleaseReason

ReleaseId = Annotated[
    str, Field(description="Date, counter, start of the digest.", examples=["2026-11-24.1-3fa9c2d1"])
]
Keys = Annotated[
    tuple[str, ...], Field(description="Parts by `<kind>/<slug>`, or guide, facets, disclaimer.")
]


class Release(Model):
    """One release: why it was made and what it changed."""

    id: ReleaseId
    reason: ReleaseReason
    note: str = Field(description="What changed, for people.")
    digest: Digest
    created_at: datetime = Field(description="When it was made, in UTC.")
    added: Keys
    changed: Keys
    removed: Keys


class Releases(Model):
    """Every release, newest first. Empty where the content was never released."""

    data: tuple[Release, ...] = Field(description="The releases, newest first.")
    meta: Meta


class ReleaseItem(Envelope[Release]):
    """One release."""


def releases_of(catalog: Catalog) -> tuple[Release, ...]:
    """Return every release, newest first."""
    return tuple(_release(entry) for entry in reversed(catalog.history))


def release_of(catalog: Catalog, release: str) -> Release:
    """Return one release. Raises UnknownEntryError."""
    found = next((entry for entry in catalog.history if entry.id == release), None)
    if found is None:
        raise UnknownEntryError(
            "releases", release, closest_matches(release, [entry.id for entry in catalog.history])
        )
    return _release(found)


@dataclass(frozen=True)
class PublicationDates:
    """The days of the first and of the newest release that changed a part."""

    published: date
    updated: date


@Memoize
def publication_dates(catalog: Catalog) -> dict[str, PublicationDates]:
    """Return the days of each part of the releases by `<kind>/<slug>`."""
    dates: dict[str, PublicationDates] = {}
    for entry in catalog.history:
        day = entry.created_at.date()
        for key in (*entry.added, *entry.changed):
            dates[key] = PublicationDates(dates[key].published if key in dates else day, day)
    return dates


def _release(entry: LedgerEntry) -> Release:
    fields = shared_fields(entry, Release) | {"added": tuple(entry.added), "changed": tuple(entry.changed)}
    return Release(**fields)
