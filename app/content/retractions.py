"""What rests on a retracted source, and which of it an editor has judged without it: `retractions.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from pydantic import Field

from app.catalog.guide_schemas import GuideDocument
from app.content.validation import ContentIssue
from app.core.base_model import Model
from app.core.entry_keys import slug_of
from app.core.references import AnyRef, SourceRef, iter_references
from app.kinds.claims import ClaimFields
from app.kinds.sources import SourceFields
from app.schemas.grading import is_retracted
from app.schemas.kind import Documents
from app.vocabulary.content import Section
from app.vocabulary.grading import Stance

RETRACTIONS_FILE = "retractions.yaml"
HEADER = """\
# What rests on a retracted source. For each place: judge its text without the source, correct it, then write
# the day as judged_on. 'gutbone check' warns of a place until then. A place stays listed.
"""


class JudgedEntry(Model):
    """An entry whose text may repeat what a retracted source found."""

    entry: AnyRef
    judged_on: date | None = Field(None, description="The day it was judged without the source, or null.")


class JudgedSection(Model):
    """A section of the guide whose text may repeat what a retracted source found."""

    section: Section
    judged_on: date | None = Field(None, description="The day it was judged without the source, or null.")


class Retraction(Model):
    """A retracted source, and everything that rested on it when it was retracted."""

    source: SourceRef
    entries: tuple[JudgedEntry, ...] = ()
    guide_sections: tuple[JudgedSection, ...] = ()


class Retractions(Model):
    """`retractions.yaml`: what was judged without the sources that were retracted."""

    retractions: tuple[Retraction, ...] = ()


@dataclass(frozen=True)
class Places:
    """What may repeat what a source found: entries, and sections of the guide, each with what links them."""

    entries: Mapping[str, str]
    sections: Mapping[Section, str]


def places_of(source: str, documents: Documents, guide: GuideDocument | None) -> Places:
    """Return what rests on a source: what refers to it, and what shows a claim that cites it.

    A claim that cites it as context is among them: its texts, and those that show it, may still repeat it.
    """
    citing = {
        key
        for key, one in documents.items()
        if not isinstance(one, SourceFields) and any(ref.id == source for ref in iter_references(one))
    }
    entries = dict.fromkeys(sorted(citing), source)
    graded = {key: one for key in sorted(citing) if isinstance(one := documents[key], ClaimFields)}
    # A place that shows several is told of one that the source grades.
    claims = sorted(graded, key=lambda key: (not _is_graded_by(graded[key], source), key))
    for key, one in documents.items():
        if not isinstance(one, ClaimFields | SourceFields):
            shown = [ref.id for ref in iter_references(one) if ref.id in claims]
            if shown:
                entries.setdefault(key, shown[0])
    for claim in claims:
        for subject in graded[claim].subjects:
            entries.setdefault(subject.id, claim)
    sections: dict[Section, str] = {}
    for key in (source, *claims):
        for section in guide.sections_listing(key) if guide else ():
            sections.setdefault(section, key)
    return Places(entries, sections)


def retraction_warnings(
    documents: Documents, guide: GuideDocument, retractions: Retractions
) -> Iterator[ContentIssue]:
    """Yield a warning for each place that was not judged without a retracted source.

    What still rests on one is warned of whatever was judged: a claim that it grades, any other reference.
    """
    listed = {one.source.id: one for one in retractions.retractions}
    for key, one in documents.items():
        if isinstance(one, SourceFields) and is_retracted(one.retraction_status):
            if key not in listed:
                message = f"run 'gutbone retract {key}': it lists in {RETRACTIONS_FILE} all that rests on it"
                yield ContentIssue(f"{key}.yaml", "retraction_status", message)
            yield from _unjudged(key, listed.get(key), documents, guide)
        elif key in listed:
            message = f"{key} is not marked as retracted: mark it, or remove it here"
            yield ContentIssue(RETRACTIONS_FILE, "retractions", message)


def _unjudged(
    source: str, listed: Retraction | None, documents: Documents, guide: GuideDocument
) -> Iterator[ContentIssue]:
    places = places_of(source, documents, guide)
    entries = {one.entry.id: one.judged_on for one in listed.entries} if listed else {}
    shown = {one.section: one.judged_on for one in listed.guide_sections} if listed else {}
    then = f"then write the day as judged_on in {RETRACTIONS_FILE}"
    gone = f"{slug_of(source)} was retracted"
    for key in sorted(entries.keys() | places.entries.keys()):
        file, document, link = f"{key}.yaml", documents.get(key), places.entries.get(key)
        if isinstance(document, ClaimFields) and _is_graded_by(document, source):
            message = f"{gone}: judge the grade without it, then make its stance context"
            yield ContentIssue(file, "evidence", message)
        elif link == source and not isinstance(document, ClaimFields):
            yield ContentIssue(
                file, "", f"{source} was retracted: judge this without it, then remove it here"
            )
        elif not entries.get(key):
            shows = f"it shows {link}, and " if link and link != source else ""
            yield ContentIssue(file, "", f"{shows}{gone}: judge its texts without it, {then}")
    for section in sorted(shown.keys() | places.sections.keys()):
        if not shown.get(section):
            link = places.sections.get(section)
            shows = f"it shows {link}, and " if link else ""
            message = f"{shows}{gone}: judge its text without it, {then}"
            yield ContentIssue("guide.yaml", section, message)


def _is_graded_by(claim: ClaimFields, source: str) -> bool:
    return any(item.source.id == source and item.stance is not Stance.CONTEXT for item in claim.evidence)


def with_places(fields: Mapping[str, Any], source: str, places: Places) -> Mapping[str, Any]:
    """Return the fields of `retractions.yaml` with every place that rests on a source."""
    retractions = [dict(one) for one in fields.get("retractions") or ()]
    slug = slug_of(source)
    found = next((one for one in retractions if str(one["source"]).rpartition("/")[2] == slug), None)
    if found is None:
        found = {"source": slug}
        retractions.append(found)
    for field, name, keys in (
        ("entries", "entry", places.entries),
        ("guide_sections", "section", places.sections),
    ):
        old = list(found.get(field) or ())
        new = sorted(keys.keys() - {one[name] for one in old})
        found[field] = [*old, *({name: str(key), "judged_on": None} for key in new)]
    return {"retractions": retractions}


def as_text(fields: Mapping[str, Any]) -> str:
    """Return the text of `retractions.yaml`."""
    return HEADER + yaml.safe_dump(dict(fields), sort_keys=False, allow_unicode=True)
