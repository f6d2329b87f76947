"""Check that every entry in a response carries its cautions and grades."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from tests.api.embedded_cards_values import (
    Json,
    by_key,
    is_card,
    is_hit,
    is_reference,
    objects,
    slug_of,
    words,
)

GRADE = {"cautions": "severity", "claims": "certainty"}
"""What stands with the slug of a caution or a claim wherever it is named."""

NAMING = ("entry", "item", "node")
"""Members by which an item of a plan or a list names the entry that it shows."""

REASONS = {"because"}
"""Beside an entry that was left out stands the reason only; it is named, not shown."""

OWN = {
    "cautions": ("severity", "who", "applies_when", "why", "what_to_do", "urgent_signs", "must_display"),
    "claims": ("certainty", "direction"),
}
"""What a caution or a claim carries itself, or on its own card."""

KEY = re.compile(r"[a-z-]+/[a-z0-9-]+")
REFERENCE_IN_TEXT = re.compile(r'\bclaim="[^"]*"|<data key="edge_claim">[^<]*</data>')
"""How DOT and GraphML name the claim that grades an edge: a reference, which shows nothing of the claim."""


@dataclass(frozen=True)
class ReferenceEntries:
    """Every entry by `<kind>/<slug>` as GET returns it, the bodies that it came in, and the releases."""

    entries: dict[str, Json]
    bodies: dict[str, Json]
    verified: dict[str, list[Json]]
    release: str
    ledger: list[str]
    sections: list[str]

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
    def lines(self) -> dict[str, str]:
        """Return the sentence of every caution for groups of entries, as bodies with whole entries say it."""
        included = [body["included"]["cautions"] for body in self.bodies.values()]
        return {slug: card["sentence"] for found in included for slug, card in found.items()}

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
        named = {"kind", "slug"} <= value.keys()
        key = f"{value['kind']}/{value['slug']}" if named else str(name).removeprefix("/v1/")
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
        elif isinstance(value, dict) and is_card(value):
            yield from self._stripped_card(value, where)
        elif isinstance(value, dict) and self._is_verified(value):
            yield from self._stripped(value, where)
        elif isinstance(value, dict):
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

    def _stripped_card(self, card: Json, where: str) -> Iterator[str]:
        """Yield each caution that a card or its body lacks, and an answer without its grade."""
        key = str(card["href"]).removeprefix("/v1/")
        entry = self.truth.entries[key]
        self.shown += 1
        due = [entry] if entry["kind"] == "cautions" else entry["cautions"]
        if card["cautions"] != [{"slug": one["slug"], "severity": one["severity"]} for one in due]:
            yield f"{where}: {key} without some of its cautions"
        lines = self.body["included"]["caution_lines"]
        for slug in (one["slug"] for one in due):
            if lines.get(slug) != self.truth.lines[slug]:
                yield f"{where}: {key} without the sentence of cautions/{slug} in the body"
        answer, whole = card["answer"], entry["answer"]
        if (answer is None) is not (whole is None):
            yield f"{where}: {key} without its answer"
        elif answer is not None and not (
            "certainty" in answer and answer.items() <= whole.items() and card["name"] == entry["name"]
        ):
            yield f"{where}: {key} with another answer"

    def _stripped(self, value: Json, where: str) -> Iterator[str]:
        key = self.truth.key_of(value)
        if key is not None and not is_reference(value):
            self.shown += 1
            kind = key.partition("/")[0]
            cards = [value, *self._included(kind, value)]
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

    def _included(self, kind: str, value: Json) -> list[Json]:
        """Return the caution or claim itself, whole, where an object names it as its own."""
        included = self.body.get("included", {}).get(kind, {}) if isinstance(self.body, dict) else {}
        named = [slug_of(line) for line in value.get(kind, ())]
        return [included[slug] for slug in named if slug == value.get("slug") and slug in included]

    def _is_own(self, key: str, card: Json) -> bool:
        """Return whether an object is this caution or claim, with all that it must carry itself."""
        entry = self.truth.entries[key]
        names = OWN.get(entry["kind"], ())
        heading = card.get("title", card.get("name"))
        titled = heading == entry["name"] or (heading is None and "statement" in card)
        same = all(name in card and card[name] in (entry[name], by_key(entry[name])) for name in names)
        spoken = "title" not in card or bool(card.get("sentence"))
        return bool(names) and titled and same and spoken and card.get("slug") == entry["slug"]

    def _cards(self, kind: str, key: str, value: Json, where: str) -> Iterator[str]:
        """Yield each card of an entry that is not there, not the same, or not the entry's."""
        due = {line["slug"]: line for line in self.truth.entries[key][kind]}
        held = {line["slug"]: line for line in value.get(kind) or ()}
        if held.keys() - due.keys() - {key.partition("/")[2]}:
            yield f"{where}: {key} with {kind} of others: {sorted(held.keys() - due.keys())}"
        for slug, line in due.items():
            if not (GRADE[kind] in held.get(slug, ()) and held[slug].items() <= line.items()):
                yield f"{where}: {key} without {kind}/{slug}"
            elif f"{kind}/{slug}" not in self._whole:
                yield f"{where}: {key} without the whole of {kind}/{slug} in the body"

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
    shown = set(KEY.findall(REFERENCE_IN_TEXT.sub("", text)))
    return [
        f"{key} without {card['slug']}"
        for key, entry in truth.entries.items()
        if key in shown
        for card in entry["cautions"]
        if card["slug"] not in text and card["sentence"] not in text
    ]


async def read_reference_entries(client: httpx.AsyncClient, kinds: list[str]) -> ReferenceEntries:
    """Return every entry as GET returns it."""
    entries: dict[str, Json] = {}
    bodies: dict[str, Json] = {}
    for kind in kinds:
        query: dict[str, Any] | None = {"limit": 100}
        while query:
            page = (await client.get(f"/v1/{kind}", params=query)).json()
            for listed in page["data"]:
                key = f"{kind}/{listed['slug']}"
                bodies[key] = (await client.get(listed["href"])).json()
                entries[key] = bodies[key]["data"]
            query = page["page"]["next"] and {"limit": 100, "cursor": page["page"]["next"]}
    verified: dict[str, list[Json]] = {key: [entry] for key, entry in entries.items()}
    for body in bodies.values():
        for kind in OWN:
            for slug, card in body["included"][kind].items():
                known = verified[f"{kind}/{slug}"]
                known += [] if card in known else [card]
    releases = (await client.get("/v1/releases")).json()
    guide = (await client.get("/v1/guide")).json()
    return ReferenceEntries(
        entries,
        bodies,
        verified,
        releases["meta"]["release"],
        [release["id"] for release in releases["data"]],
        [section["slug"] for section in guide["data"]["sections"]],
    )
