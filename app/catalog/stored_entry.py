"""`StoredEntry`: an entry in memory, as JSON with the slugs of what it links to."""

import json
import re
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from sys import intern
from typing import Any, Self

from pydantic_core import from_json

from app.core.compact_json import compact_json

LINKED_FIELDS = frozenset({"claims", "cautions", "related"})
"""Fields of an entry that follow from links: grades of claims, sentences of cautions, related entries."""


FIGURE_DETAILS = ("food_table", "nutrients_null_reasons", "nutrient_provenance")
"""Fields of a food and of its variants that say where its figures come from, and why one is null.

They are answered at an address of their own, since few readers ask; a record has them.
"""

PART_DETAILS = {"serving": ("reason", "sources"), "sodium": ("rule", "reason", "sources")}
"""The same of parts of a food, by part."""

HREF = re.compile(r'"href":"([^"]+)"')
"""The address of an entry in JSON without spaces."""

REFERENCE_MEMBERS = {"kind", "slug", "name", "href"}
"""The members of a reference. A record has the first two only, so that a new name changes one record."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry of the read model.

    `json` is the entry as it is served. `figures` has the FIGURE_DETAILS of a food, which are not in it; None
    for other kinds. `claims`, `cautions` and `related` are JSON arrays; `json` has only those of `related`
    that no other field names. `card` is the JSON of a whole claim or caution, which a body includes once;
    None for other kinds. `digest` is the digest of the record.
    """

    json: bytes
    name: str
    figures: bytes | None
    claims: bytes
    cautions: bytes
    related: bytes
    claim_slugs: tuple[str, ...]
    caution_slugs: tuple[str, ...]
    card: bytes | None
    digest: str

    @classmethod
    def from_columns(
        cls,
        *,
        shared: str,
        own: str,
        figures: str | None,
        claims: str,
        cautions: str,
        related: str,
        other_related: str,
        card: str | None,
        digest: str,
    ) -> Self:
        """Return the entry in the columns of a row."""
        linked = f'{{"claims":{claims},"cautions":{cautions},"related":{other_related}}}'
        members = ",".join(part[1:-1] for part in (shared, linked, own) if part != "{}")
        return cls(
            f"{{{members}}}".encode(),
            from_json(shared)["name"],
            figures.encode() if figures else None,
            claims.encode(),
            cautions.encode(),
            related.encode(),
            _slugs(claims),
            _slugs(cautions),
            card.encode() if card else None,
            digest,
        )

    def fields(self) -> dict[str, Any]:
        """Return all fields except the linked ones, as JSON values; those of its figures too."""
        served = json.loads(self.json)
        fields = {name: value for name, value in served.items() if name not in LINKED_FIELDS}
        return _merged(fields, json.loads(self.figures)) if self.figures else fields

    def record(self) -> dict[str, Any]:
        """Return the entry as in the bundle: other entries by kind and slug."""
        # A client derives the address from kind and slug: that spares a first fetch 6 kB.
        fields = {name: value for name, value in self.fields().items() if name != "href"}
        return {
            **_by_key(fields),
            "claims": json.loads(self.claims),
            "cautions": json.loads(self.cautions),
            "related": _related_by_key(json.loads(self.related)),
        }


def without_figure_details(own: str) -> tuple[str, str | None]:
    """Return the own fields of an entry without FIGURE_DETAILS, and an object with these alone, as JSON."""
    served = json.loads(own) if f'"{FIGURE_DETAILS[-1]}"' in own else {}
    if not served.keys() >= set(FIGURE_DETAILS):
        return own, None
    details = {name: served.pop(name) for name in FIGURE_DETAILS}
    for part, names in PART_DETAILS.items():
        details[part] = {name: served[part].pop(name) for name in names}
    details["variants"] = [
        {"label": variant["label"], **{name: variant.pop(name) for name in FIGURE_DETAILS}}
        for variant in served["variants"]
    ]
    return compact_json(served).decode(), compact_json(details).decode()


def _merged(fields: dict[str, Any], details: dict[str, Any]) -> dict[str, Any]:
    """Return fields with what `without_figure_details` took out."""
    variants = [one | more for one, more in zip(fields["variants"], details["variants"], strict=True)]
    parts = {part: fields[part] | details[part] for part in PART_DETAILS}
    return fields | details | parts | {"variants": variants}


def without_named(related: str, *fields: str) -> str:
    """Return related entries without those that other fields name, all as JSON."""
    named = {href for text in fields for href in HREF.findall(text)}
    return compact_json([other for other in json.loads(related) if other["href"] not in named]).decode()


def _by_key(value: Any) -> Any:
    """Return a JSON value with every reference in it reduced to kind and slug."""
    if isinstance(value, list):
        return [_by_key(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == REFERENCE_MEMBERS:
        return {"kind": value["kind"], "slug": value["slug"]}
    return {name: _by_key(item) for name, item in value.items()}


def _related_by_key(related: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return related entries in order as keys, neighbours of the same relation together."""
    return [
        {"relation": relation, "entries": [other["href"].removeprefix("/v1/") for other in others]}
        for relation, others in groupby(related, key=itemgetter("relation"))
    ]


def _slugs(linked: str) -> tuple[str, ...]:
    """Return the slugs in a JSON array, sharing one string object for equal slugs."""
    return tuple(intern(one["slug"]) for one in from_json(linked))
