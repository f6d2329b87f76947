"""Feeds of releases: Atom (RFC 4287) and JSON Feed 1.1, all of them or those of safety alone."""

import json
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from app.catalog.catalog import Catalog
from app.catalog.releases import LedgerEntry
from app.features.release_history import release_of
from app.texts.page_texts import page_texts, say
from app.vocabulary.content import ReleaseReason

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
MAX_ITEMS = 100
MAX_NAMED = 40
"""Entries that an item names; the release has all."""

TITLES = {False: "releases", True: "safety"}
"""Names of the texts of their titles."""


def atom_feed(catalog: Catalog, base: str, path: str, *, safety: bool) -> bytes:
    """Return a feed as Atom; `base` is the public origin."""
    root = ET.Element("feed", xmlns=ATOM)
    releases = list(_releases(catalog, safety=safety))
    _add(root, "id", f"{base}{path}")
    _add(root, "title", page_texts()["feeds"][TITLES[safety]])
    _add(root, "updated", _newest(catalog, releases))
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{base}{path}")
    _add(ET.SubElement(root, "author"), "name", page_texts()["feeds"]["author"])
    _add(root, "rights", str(catalog.disclaimer["license"]))
    for release in releases:
        item = ET.SubElement(root, "entry")
        _add(item, "id", f"{base}/v1/releases/{release.id}")
        _add(item, "title", _title(release))
        _add(item, "updated", release.created_at.isoformat())
        ET.SubElement(item, "link", rel="alternate", href=f"{base}/v1/releases/{release.id}")
        ET.SubElement(item, "category", term=release.reason.value)
        _add(item, "content", _text(catalog, release), type="text")
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def json_feed(catalog: Catalog, base: str, path: str, *, safety: bool) -> bytes:
    """Return a feed as JSON Feed; `base` is the public origin."""
    feed = {
        "version": JSON_FEED,
        "title": page_texts()["feeds"][TITLES[safety]],
        "home_page_url": f"{base}/",
        "feed_url": f"{base}{path}",
        "language": catalog.meta.language,
        "authors": [{"name": page_texts()["feeds"]["author"]}],
        "items": [
            {
                "id": f"{base}/v1/releases/{release.id}",
                "url": f"{base}/v1/releases/{release.id}",
                "title": _title(release),
                "content_text": _text(catalog, release),
                "date_published": release.created_at.isoformat(),
                "tags": [release.reason.value],
            }
            for release in _releases(catalog, safety=safety)
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _releases(catalog: Catalog, *, safety: bool) -> Iterator[LedgerEntry]:
    newest_first = reversed(catalog.history)
    chosen = (one for one in newest_first if not safety or one.reason is ReleaseReason.SAFETY)
    yield from (one for one, _ in zip(chosen, range(MAX_ITEMS), strict=False))


def _newest(catalog: Catalog, releases: list[LedgerEntry]) -> str:
    known = releases or list(catalog.history)
    days = [release.created_at.isoformat() for release in known]
    return max(days, default="1970-01-01T00:00:00+00:00")


def _title(release: LedgerEntry) -> str:
    return say(page_texts()["feeds"]["release"], reason=release.reason.label, note=release.note)


def _text(catalog: Catalog, release: LedgerEntry) -> str:
    """Return the note, and the cautions and claims that changed, by name."""
    whole = release_of(catalog, release.id)
    keys = [key for key in (*whole.added, *whole.changed) if key.startswith(("cautions/", "claims/"))]
    names = [catalog.entry(*key.split("/", 1)).name for key in keys if catalog.has(key)]
    texts = page_texts()["feeds"]
    more = [say(texts["more"], count=len(names) - MAX_NAMED)] if len(names) > MAX_NAMED else []
    gone = [say(texts["removed"], names=", ".join(whole.removed))] if whole.removed else []
    told = [say(texts["told"], names="; ".join([*names[:MAX_NAMED], *more]))] if names else []
    return "\n".join([release.note, *told, *gone])


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = "".join(
        sign for sign in text if sign.isprintable() or sign == "\n"
    )
