"""Cards: a claim with its grade and a caution with its severity, put back from the parts."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict

from gutbone.client.frozen import frozen
from gutbone.client.grades import Certainty, Severity
from gutbone.client.stored import Frozen

Parts = Mapping[str, Any]
ReadOnly = Annotated[Any, BeforeValidator(frozen)]


class Card(Frozen):
    """What a card is: frozen, with texts in tuples."""

    model_config = ConfigDict(strict=False)


class Citation(Card):
    """One source of a claim, with its stance and where to read it."""

    source: str
    label: str
    stance: str
    url: str | None


class ClaimCard(Card):
    """A statement with its grade. `certainty_text` is the grade as it was sent."""

    slug: str
    statement: str
    about: str
    population: str
    certainty: Certainty
    certainty_text: str
    direction: str | None
    directness: str
    basis: str
    scope: str
    citations: tuple[Citation, ...]
    href: str


class CautionCard(Card):
    """A caution, whole. `severity_text` is the severity as it was sent; `who` is read-only."""

    slug: str
    severity: Severity
    severity_text: str
    title: str
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
    kind: str
    slug: str
    name: str
    href: str


def restored(value: Any, parts: Parts) -> Any:
    """Return a value of a record with the name and address of every entry that it refers to."""
    if isinstance(value, list):
        return [restored(item, parts) for item in value]
    if not isinstance(value, dict):
        return value
    whole = {name: restored(item, parts) for name, item in value.items()}
    if "kind" in whole and "slug" in whole and "href" not in whole:
        key = f"{whole['kind']}/{whole['slug']}"
        whole |= {"name": parts[key]["name"], "href": f"/v1/{key}"}
    return whole


def caution_card(slug: str, parts: Parts) -> CautionCard:
    """Return a caution's card. Raises KeyError or ValueError when the parts do not have it whole."""
    record = restored(parts[f"cautions/{slug}"], parts)
    severity = record["severity"]
    unknown = severity not in set(Severity)
    return CautionCard.model_validate(
        {
            **record,
            "title": record["name"],
            "severity_text": severity,
            "must_display": record["must_display"] or unknown,
        }
    )


def claim_card(slug: str, parts: Parts) -> ClaimCard:
    """Return a claim's card. Raises KeyError or ValueError when the parts do not have it whole."""
    record = parts[f"claims/{slug}"]
    citations = [_citation(item, parts) for item in record["evidence"]]
    return ClaimCard.model_validate({**record, "certainty_text": record["certainty"], "citations": citations})


def _citation(evidence: Mapping[str, Any], parts: Parts) -> dict[str, Any]:
    slug = evidence["source"]["slug"]
    source = parts[f"sources/{slug}"]
    who = source["first_author"] or source["journal"] or source["name"]
    year = source["year"]
    return {
        "source": slug,
        "label": f"{who} {year}" if year else who,
        "stance": evidence["stance"],
        "url": source["url"],
    }
