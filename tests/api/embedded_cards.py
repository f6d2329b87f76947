"""Check that every entry in a response carries its cautions and grades."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from tests.api.embedded_cards_values import (
    Json,
    by_key,
    is_hit,
    is_reference,
    objects,
    short,
    slug_of,
    words,
)

LABELS = {
    "cautions": ("slug", "severity", "title", "must_display"),
    "claims": ("slug", "certainty", "direction"),
}
"""What a hit of a search shows of each card of the entry."""

NAMING = ("entry", "item", "node")
"""Members by which an item of a plan or a list names the entry that it shows."""

REASONS = {"because"}
"""Beside an entry that was left out stands the reason only; it is named, not shown."""

OWN = {
    "cautions": ("severity", "who", "applies_when", "why", "what_to_do", "urgent_signs", "must_display"),
    "claims": ("certainty", "direction"),
}
"""What a caution or a claim carries itself, or on its own card."""


@dataclass(frozen=True)
class ReferenceEntries:
    """Every entry by `<kind>/<slug>` as GET returns it, with its cards, and the releases."""

    entries: dict[str, Json]
    verified: dict[str, list[Json]]
    release: str
    ledger: list[str]

    @cached_property
    def grades(self) -> dict[str, dict[str, str]]:
        """Return the certainty of every graded sentence, by its words and then by claim."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for key, claim in self.entries.items():
            if key.startswith("claims/"):
                for graded in (claim, *claim["parts"]):
                    found[words(graded["statement"])][key] = graded["certainty"]
        return found

    @cached_property
    def _sentences(self) -> dict[str, list[str]]:
        """The graded sentences of each text seen: responses repeat the same texts."""
        return {}

    def sentences_in(self, text: str) -> list[str]:
        """Return the graded sentences that a text contains."""
        if text not in self._sentences:
            compared = words(text)
            self._sentences[text] = [sentence for sentence in self.grades if sentence in compared]
        return self._sentences[text]

    def key_of(self, value: Json) -> str | None:
        """Return which entry an object names, by kind and slug, by address or by id."""
        name = value.get("href") or value.get("id")
        key = f"{value['kind']}/{value.get('slug')}" if "kind" in value else str(name).removeprefix("/v1/")
        return key if key in self.entries else None


@dataclass
class CheckedBody:
    """A body to check. On top of a bundle, cautions may be in the bundle alone."""

    truth: ReferenceEntries
    body: Json
    on_top: bool = False
    shown: int = 0

    def missing(self) -> list[str]:
        """Return everything that should stand with an entry and does not."""
        return list(self._walk(self.body, "", ()))

    @cached_property
    def _whole(self) -> set[str]:
        """Which cautions and claims stand whole in the answer, or in the bundle below it."""
        if self.on_top:
            return set(self.truth.entries)
        named = ((self.truth.key_of(value), value) for value in objects(self.body))
        return {key for key, value in named if key is not None and self._is_own(key, value)}

    def _walk(self, value: Any, where: str, around: tuple[Json, ...]) -> Iterator[str]:
        if isinstance(value, list):
            for place, member in enumerate(value):
                yield from self._walk(member, f"{where}[{place}]", around)
        elif isinstance(value, dict) and not self._is_verified(value):
            yield from self._stripped(value, where)
            yield from self._ungraded(value, where, around)
            for name, member in value.items():
                yield from self._walk(member, f"{where}.{name}", (*around, value))

    def _is_verified(self, value: Json) -> bool:
        """Return whether it is an entry or a card that was found whole before."""
        key = self.truth.key_of(value)
        verified = key is not None and value in self.truth.verified.get(key, ())
        self.shown += verified
        return verified

    def _stripped(self, value: Json, where: str) -> Iterator[str]:
        key = self.truth.key_of(value)
        if key is not None and not is_reference(value):
            self.shown += 1
            kind = key.partition("/")[0]
            cards = [value, *(card for card in value.get(kind, ()) if isinstance(card, dict))]
            shown = (
                value.get("group") if "nodes" in where else value.get("severity") if is_hit(value) else None
            )
            named = shown is not None and shown == self.truth.entries[key].get("severity")
            if kind in OWN and not named and not any(self._is_own(key, card) for card in cards):
                yield f"{where}: {key} without {', '.join(OWN[kind])}"
            if kind not in OWN or "kind" in value:
                yield from self._cards("cautions", key, value, where)
                if {"summary", "claims"} & value.keys():
                    yield from self._cards("claims", key, value, where)
        elif key is not None and not reference_matches(value, self.truth.entries[key]):
            yield f"{where}: {key} with another mark or name"
        for name in NAMING:
            named = value.get(name)
            shown = self.truth.key_of(named) if isinstance(named, dict) and is_reference(named) else None
            if shown is not None and not value.keys() <= {name} | REASONS:
                self.shown += 1
                yield from self._cards("cautions", shown, value, where)

    def _is_own(self, key: str, card: Json) -> bool:
        """Return whether an object is this caution or claim, with all that it must carry itself."""
        entry = self.truth.entries[key]
        names = OWN.get(entry["kind"], ())
        heading = card.get("title", card.get("name"))
        titled = heading == entry["name"] or (heading is None and "statement" in card)
        same = all(name in card and card[name] in (entry[name], by_key(entry[name])) for name in names)
        return bool(names) and titled and same and card.get("slug") == entry["slug"]

    def _cards(self, kind: str, key: str, value: Json, where: str) -> Iterator[str]:
        """Yield each card of an entry that is not there, not the same, or not the entry's."""
        due = {card["slug"]: card for card in self.truth.entries[key][kind]}
        held = {slug_of(card): card for card in value.get(kind) or ()}
        if kind == "cautions" and "nodes" in where:
            due = {slug: short(card) for slug, card in due.items() if card["must_display"]}
            labels = [*value.get("must_display_cautions", ()), *value.get("cautions", ())]
            held = {card["slug"]: short(card) for card in labels if isinstance(card, dict)}
        elif is_hit(value):
            due = {slug: {name: card[name] for name in LABELS[kind]} for slug, card in due.items()}
        if "nodes" not in where and held.keys() - due.keys() - {key.partition("/")[2]}:
            yield f"{where}: {key} with {kind} of others: {sorted(held.keys() - due.keys())}"
        for slug, card in due.items():
            by_reference = slug in held and (isinstance(held[slug], str) or is_reference(held[slug]))
            if not (held.get(slug) == card or (by_reference and f"{kind}/{slug}" in self._whole)):
                yield f"{where}: {key} without {kind}/{slug}"

    def _ungraded(self, value: Json, where: str, around: tuple[Json, ...]) -> Iterator[str]:
        """Yield each graded sentence that stands without its grade beside it."""
        members = [member if isinstance(member, list) else [member] for member in value.values()]
        for text in (text for member in members for text in member if isinstance(text, str) and " " in text):
            for sentence in self.truth.sentences_in(text):
                grades = self.truth.grades[sentence]
                if not self._is_graded(grades, (*around, value)):
                    yield f"{where}: no grade of {', '.join(grades)} beside {text!r}"

    def _is_graded(self, grades: dict[str, str], around: tuple[Json, ...]) -> bool:
        own = around[-1].get("certainty")
        part = "kind" not in around[-1] and "slug" not in around[-1]
        if own is not None and part and own not in grades.values():
            return False
        cards = {f"claims/{slug_of(card)}" for holder in around for card in holder.get("claims") or ()}
        beside = {holder.get("certainty") for holder in around[-2:]}
        if any(self.truth.key_of(holder) in grades for holder in around):
            return True
        return not cards.isdisjoint(grades) or not beside.isdisjoint(grades.values())


def reference_matches(reference: Json, entry: Json) -> bool:
    """Return whether the marks on a reference are the entry's, and a text on it is a name of the entry."""
    others = ("aliases", "synonyms", "examples", "former_names")
    names = {entry["name"], *(name for field in others for name in entry.get(field, ()))}
    marked = all(reference.get(mark) in {None, entry.get(mark)} for mark in ("certainty", "severity"))
    return marked and reference.get("text", entry["name"]) in names


def text_missing(truth: ReferenceEntries, text: str) -> list[str]:
    """Return the cautions that must be shown and do not stand in a text that names their entries."""
    return [
        f"{key} without {card['slug']}"
        for key, entry in truth.entries.items()
        if key in text
        for card in entry["cautions"]
        if card["must_display"] and card["slug"] not in text and card["title"] not in text
    ]


async def read_reference_entries(client: httpx.AsyncClient, kinds: list[str]) -> ReferenceEntries:
    """Return every entry as GET returns it."""
    entries: dict[str, Json] = {}
    for kind in kinds:
        query: dict[str, Any] | None = {"limit": 100}
        while query:
            page = (await client.get(f"/v1/{kind}", params=query)).json()
            for listed in page["data"]:
                entries[f"{kind}/{listed['slug']}"] = (await client.get(listed["href"])).json()["data"]
            query = page["page"]["next"] and {"limit": 100, "cursor": page["page"]["next"]}
    verified: dict[str, list[Json]] = {key: [entry] for key, entry in entries.items()}
    for entry in entries.values():
        for kind in OWN:
            for card in entry[kind]:
                known = verified[f"{kind}/{card['slug']}"]
                known += [] if card in known else [card]
    releases = (await client.get("/v1/releases")).json()
    return ReferenceEntries(
        entries, verified, releases["meta"]["release"], [release["id"] for release in releases["data"]]
    )
