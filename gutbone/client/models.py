"""Entries and their cards as the API shows them, assembled from the parts of a snapshot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict

from gutbone.client.errors import InvalidContentError, UnknownEntryError
from gutbone.client.storage import FrozenModel


class Severity(StrEnum):
    """How serious a caution is, ascending. An unknown value counts as the highest."""

    INFO = "info"
    CAUTION = "caution"
    SEEK_MEDICAL_ADVICE = "seek_medical_advice"
    AVOID = "avoid"

    @classmethod
    def _missing_(cls, value: object) -> "Severity | None":
        return cls.AVOID if isinstance(value, str) else None

    @property
    def rank(self) -> int:
        """Return 0 for the lowest severity, ascending."""
        return list(Severity).index(self)


class Certainty(StrEnum):
    """How certain a statement is, descending. An unknown value counts as not graded."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"
    NOT_GRADED = "not_graded"

    @classmethod
    def _missing_(cls, value: object) -> "Certainty | None":
        return cls.NOT_GRADED if isinstance(value, str) else None


def deep_freeze(value: Any) -> Any:
    """Return a JSON value with read-only mappings for objects and tuples for arrays."""
    if isinstance(value, Mapping):
        return MappingProxyType({name: deep_freeze(item) for name, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(deep_freeze(item) for item in value)
    return value


Parts = Mapping[str, Any]
ReadOnly = Annotated[Any, BeforeValidator(deep_freeze)]


class Card(FrozenModel):
    """An immutable card; JSON lists become tuples."""

    model_config = ConfigDict(strict=False)


class Citation(Card):
    """One source of a claim, with its stance and where to read it."""

    source: str
    label: str
    stance: str
    url: str | None


class ClaimCard(Card):
    """A statement with its grade. `certainty_text` is the grade as sent."""

    slug: str
    statement: str
    about: str
    population: str
    verdict: str | None
    certainty: Certainty
    certainty_text: str
    direction: str | None
    directness: str
    basis: str
    scope: str
    citations: tuple[Citation, ...]
    href: str


class CautionCard(Card):
    """A caution. `severity_text` is the severity as sent; `who` is read-only.

    `sentence` is the text to show: for whom, what to do with what, and when.
    """

    slug: str
    severity: Severity
    severity_text: str
    title: str
    sentence: str
    action: str | None
    unless: str | None
    who: ReadOnly
    applies_when: str | None
    why: str
    what_to_do: tuple[str, ...]
    urgent_signs: tuple[str, ...]
    must_display: bool
    href: str


class Related(Card):
    """Another entry, and how it relates to this one."""

    relation: str
    href: str
    name: str


def expand_references(value: Any, parts: Parts) -> Any:
    """Add the name and address of the entry to every reference in a value of a record."""
    if isinstance(value, list):
        return [expand_references(item, parts) for item in value]
    if not isinstance(value, dict):
        return value
    expanded = {name: expand_references(item, parts) for name, item in value.items()}
    if "kind" in expanded and "slug" in expanded and "href" not in expanded:
        key = f"{expanded['kind']}/{expanded['slug']}"
        expanded |= {"name": parts[key]["name"], "href": f"/v1/{key}"}
    return expanded


def _href(record: Mapping[str, Any]) -> str:
    return f"/v1/{record['kind']}/{record['slug']}"


def _related(record: Mapping[str, Any], parts: Parts) -> Iterator[Related]:
    """Yield the related entries of a record, in order, with their names and addresses."""
    for group in record["related"]:
        for key in group["entries"]:
            yield Related(relation=group["relation"], href=f"/v1/{key}", name=parts[key]["name"])


def caution_card(line: Mapping[str, Any], parts: Parts) -> CautionCard:
    """Return the whole caution of a line in a record, with its sentence.

    Raises KeyError or ValueError when parts are missing or incomplete.
    """
    record = expand_references(parts[f"cautions/{line['slug']}"], parts)
    severity = line["severity"]
    is_unknown = severity not in set(Severity)
    return CautionCard.model_validate(
        {
            **record,
            "title": record["name"],
            "severity": severity,
            "sentence": line["sentence"],
            "severity_text": severity,
            "must_display": record["must_display"] or is_unknown,
        }
    )


def claim_card(grade: Mapping[str, Any], parts: Parts) -> ClaimCard:
    """Return the whole claim of a grade in a record.

    Raises KeyError or ValueError when parts are missing or incomplete.
    """
    record = parts[f"claims/{grade['slug']}"]
    citations = [_citation(item, parts) for item in record["evidence"]]
    return ClaimCard.model_validate(
        {
            **record,
            **grade,
            "href": _href(record),
            "certainty_text": grade["certainty"],
            "citations": citations,
        }
    )


def _citation(evidence: Mapping[str, Any], parts: Parts) -> dict[str, Any]:
    slug = evidence["source"]["slug"]
    source = parts[f"sources/{slug}"]
    return {
        "source": slug,
        "label": _label(source),
        "stance": evidence["stance"],
        "url": source["url"],
    }


def _label(source: Mapping[str, Any]) -> str:
    who = source["first_author"] or source["journal"]
    label = f"{who} {source['year'] or 'n.d.'}" if who else str(source["name"])
    status = source.get("retraction_status")
    return f"{label} ({status})" if status in TAKEN_BACK else label


TAKEN_BACK = ("retracted", "withdrawn")
"""Statuses of a publication that its label names."""

ATTRIBUTES = frozenset(
    {"kind", "slug", "href", "name", "summary", "aliases", "claims", "cautions", "related"}
)
"""Members of a record that are attributes of Entry."""


@dataclass(frozen=True)
class Entry:
    """One entry with its graded claims and its cautions, most serious first.

    `fields` holds every other member of the response at `href`, read-only.
    """

    kind: str
    slug: str
    href: str
    name: str
    summary: str
    aliases: tuple[str, ...]
    claims: tuple[ClaimCard, ...]
    cautions: tuple[CautionCard, ...]
    related: tuple[Related, ...]
    fields: Mapping[str, Any]


def entry_of(key: str, parts: Parts) -> Entry:
    """Return the entry `<kind>/<slug>`.

    Raises UnknownEntryError, and InvalidContentError when a card is missing or incomplete.
    """
    record = parts.get(key)
    if not isinstance(record, dict) or key != f"{record.get('kind')}/{record.get('slug')}":
        raise UnknownEntryError(key)
    try:
        return _entry(record, parts)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidContentError(f"{key}: {error}") from error


def _entry(record: Mapping[str, Any], parts: Parts) -> Entry:
    fields = {name: value for name, value in record.items() if name not in ATTRIBUTES}
    return Entry(
        kind=record["kind"],
        slug=record["slug"],
        href=_href(record),
        name=record["name"],
        summary=record["summary"],
        aliases=tuple(record["aliases"]),
        claims=tuple(claim_card(grade, parts) for grade in record["claims"]),
        cautions=tuple(caution_card(line, parts) for line in record["cautions"]),
        related=tuple(_related(record, parts)),
        fields=deep_freeze(expand_references(fields, parts)),
    )
