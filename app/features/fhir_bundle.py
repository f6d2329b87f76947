"""The content as one FHIR R5 Bundle: Citation, Evidence, NutritionProduct, ClinicalUseDefinition.

A caution is a warning or a contraindication. Nothing is an indication: no entry says what to take.
"""

import hashlib
import html
from collections.abc import Iterator
from typing import Any

from app.catalog.catalog import Catalog
from app.core.compact_json import compact_json
from app.core.entry_keys import key_of
from app.core.references import FOOD_KINDS, USABLE_KINDS
from app.kinds.cautions import Caution, target_ids
from app.kinds.claims import Claim
from app.kinds.sources import Source
from app.schemas.entries import Entry
from app.vocabulary.grading import Certainty
from app.vocabulary.safety import Severity

MEDIA_TYPE = "application/fhir+json"
MAX_ID_LENGTH = 64
STATUS = "draft"
"""Nothing was reviewed by a clinician."""

CERTAINTY_SYSTEM = "http://terminology.hl7.org/CodeSystem/certainty-rating"
ROLE_SYSTEM = "http://terminology.hl7.org/CodeSystem/variable-role"
UNITS = {"g": "g", "mg": "mg", "ug": "ug", "kcal": "kcal"}
UNIT_SYSTEM = "http://unitsofmeasure.org"
Resource = dict[str, Any]


def fhir_bundle(catalog: Catalog) -> bytes:
    """Return the Bundle as JSON."""
    resources = [
        *(_citation(source) for source in catalog.entries_by_kind["sources"] if isinstance(source, Source)),
        *(_evidence(claim) for claim in catalog.entries_by_kind["claims"] if isinstance(claim, Claim)),
        *(
            _product(food)
            for kind in USABLE_KINDS
            if kind != "activities"
            for food in catalog.entries_by_kind[kind]
        ),
        *(_caution(catalog, one) for one in catalog.entries_by_kind["cautions"] if isinstance(one, Caution)),
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": "urn:gutbone:release", "value": catalog.release},
        "entry": [{"fullUrl": f"urn:gutbone:{one['id']}", "resource": one} for one in resources],
    }
    return compact_json(bundle)


def _id(key: str) -> str:
    """Return a FHIR id: the key, or its beginning and digest where it is too long."""
    name = key.replace("/", ".")
    if len(name) <= MAX_ID_LENGTH:
        return name
    return f"{name[: MAX_ID_LENGTH - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _resource(kind: str, entry: Entry) -> Resource:
    return {"resourceType": kind, "id": _id(key_of(entry)), "language": "en"}


def _reference(key: str, display: str | None = None) -> Resource:
    reference = {"reference": f"urn:gutbone:{_id(key)}"}
    return reference | ({"display": display} if display else {})


def _citation(source: Source) -> Resource:
    identifiers = [
        {"system": system, "value": value}
        for system, value in (
            ("https://doi.org", source.doi),
            ("https://pubmed.ncbi.nlm.nih.gov", source.pmid),
        )
        if value
    ]
    artifact: Resource = {"title": [{"text": source.title or source.name}]}
    if identifiers:
        artifact["identifier"] = identifiers
    return {
        **_resource("Citation", source),
        "status": STATUS,
        "title": source.name,
        "summary": [{"text": source.citation}],
        "citedArtifact": artifact,
    }


def _evidence(claim: Claim) -> Resource:
    rating: Resource = {"text": claim.certainty.label}
    if claim.certainty is not Certainty.NOT_GRADED:
        rating["coding"] = [{"system": CERTAINTY_SYSTEM, "code": claim.certainty.value.replace("_", "-")}]
    role = {"coding": [{"system": ROLE_SYSTEM, "code": "measuredVariable"}]}
    related = [
        {"type": "citation", "display": item.stance.label, "resourceReference": _reference(item.source.id)}
        for item in claim.evidence
    ]
    evidence = {
        **_resource("Evidence", claim),
        "status": STATUS,
        "title": claim.name,
        "description": claim.statement,
        "assertion": claim.graded_statement,
        "variableDefinition": [{"description": claim.population, "variableRole": role}],
        "certainty": [{"description": claim.rationale, "rating": rating}],
    }
    return evidence | ({"relatedArtifact": related} if related else {})


def _product(entry: Entry) -> Resource:
    values = entry.model_dump(mode="json")
    product = {**_resource("NutritionProduct", entry), "code": {"text": entry.name}, "status": "active"}
    if entry.kind in FOOD_KINDS:
        if nutrients := list(_nutrients(values.get("nutrients_per_100g") or {})):
            product["nutrient"] = nutrients
        if allergens := values.get("allergens"):
            product["knownAllergen"] = [{"concept": {"text": name}} for name in allergens]
    product["note"] = [{"text": entry.summary}]
    product["note"] += [{"text": f"{line.severity.label}: {line.sentence}"} for line in entry.cautions]
    return product


def _nutrients(figures: dict[str, float | None]) -> Iterator[Resource]:
    for name, value in figures.items():
        if value is None:
            continue
        nutrient, _, unit = name.rpartition("_")
        per = {"value": 100, "unit": "g", "system": UNIT_SYSTEM, "code": "g"}
        amount = {"value": value, "unit": UNITS[unit], "system": UNIT_SYSTEM, "code": UNITS[unit]}
        words = nutrient.replace("_", " ")
        yield {"item": {"concept": {"text": words}}, "amount": [{"numerator": amount, "denominator": per}]}


def _caution(catalog: Catalog, caution: Caution) -> Resource:
    sentence = catalog.caution_card(caution.slug).sentence
    shown = f"{caution.severity.label}: {sentence}"
    subjects = [key for key in target_ids(caution) if not key.startswith("activities/")]
    resource: Resource = {
        **_resource("ClinicalUseDefinition", caution),
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{html.escape(shown)}</div>',
        },
        "type": "contraindication" if caution.severity is Severity.AVOID else "warning",
    }
    if subjects:
        resource["subject"] = [_reference(key) for key in subjects]
    if caution.severity is Severity.AVOID:
        who = [*(one.name for one in (*caution.who.conditions, *caution.who.medicines))]
        who += [one.label for one in (*caution.who.life_stages, *caution.who.allergies)]
        words = ", ".join(who) or caution.name
        resource["contraindication"] = {"diseaseSymptomProcedure": {"concept": {"text": words}}}
    else:
        resource["warning"] = {"description": shown}
    return resource
