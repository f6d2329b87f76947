"""What falls or changes if a source, a claim or a caution is taken back, dropped or weakened.

A changed copy of the documents is judged by the same rules as the content: what they then refuse is what
falls.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.catalog.guide_schemas import GuideDocument
from app.content.reference_removal import refers_to, without_entries
from app.content.retractions import places_of
from app.core.base_model import Model
from app.core.entry_keys import kind_of, slug_of
from app.kinds.cautions import CautionFields, target_ids
from app.kinds.claims import ClaimFields, source_evidence
from app.kinds.sources import SourceFields
from app.schemas.grading import is_retracted
from app.schemas.kind import Documents, Kind
from app.vocabulary.grading import RetractionStatus
from app.vocabulary.safety import Severity

TOLD = "readers must be told: the release is one of safety, and says --lowered-because"


@dataclass(frozen=True)
class Consequence:
    """Something that would fall or change, by entry."""

    key: str
    field: str
    message: str


@dataclass(frozen=True)
class Scenario:
    """One thing that may happen to an entry, and everything that follows."""

    title: str
    consequences: tuple[Consequence, ...]


def impact_of(
    key: str, documents: Documents, guide: GuideDocument | None, kinds: Iterable[Kind]
) -> list[Scenario]:
    """Return what follows if an entry is taken back, dropped or weakened; KeyError: there is none.

    Of a source that was retracted, what follows from that. What the rules would refuse stands first.
    """
    document = documents[key]
    rules = {kind.path: kind for kind in kinds}
    affected = {key, *(name for name, one in documents.items() if refers_to(one, {key})), *_targets(document)}
    standing = documents
    if isinstance(document, SourceFields) and is_retracted(document.retraction_status):
        stood = {"retraction_status": RetractionStatus.NONE_KNOWN}
        standing = {**documents, key: document.model_copy(update=stood)}
    before = set(_violations(standing, rules, affected))
    scenarios: list[tuple[str, Documents, Iterable[Consequence]]] = []
    shown = list(_shown_in(guide, key, documents))
    if isinstance(document, SourceFields):
        update = {"retraction_status": RetractionStatus.RETRACTED}
        scenarios.append(
            (
                "retracted",
                {**documents, key: document.model_copy(update=update)},
                (*_bereft(key, documents), *shown),
            )
        )
    if isinstance(document, CautionFields) and document.severity.rank:
        lower = sorted(Severity, key=lambda severity: severity.rank)[document.severity.rank - 1]
        weaker = document.model_copy(update={"severity": lower})
        title = f"weakened from {document.severity} to {lower}"
        scenarios.append((title, {**documents, key: weaker}, _weakened(key, document, documents)))
    scenarios.append(("dropped", without_entries({key}, documents), (*_bereft(key, documents), *shown)))
    return [
        Scenario(title, (*sorted(set(_violations(changed, rules, affected)) - before, key=_order), *named))
        for title, changed, named in scenarios
    ]


def _order(consequence: Consequence) -> tuple[str, str, str]:
    return consequence.key, consequence.field, consequence.message


def _targets(document: Model) -> list[str]:
    return target_ids(document) if isinstance(document, CautionFields) else []


def _violations(
    documents: Documents, kinds: Mapping[str, Kind], keys: Iterable[str]
) -> Iterator[Consequence]:
    for key in documents.keys() & set(keys):
        for rule in kinds[kind_of(key)].rules:
            for place, message in rule(key, documents[key], documents):
                yield Consequence(key, place, message)


def _bereft(key: str, documents: Documents) -> Iterator[Consequence]:
    """Yield each entry that refers to an entry, and what it has left without it."""
    dropped = documents[key]
    if isinstance(dropped, CautionFields):
        yield Consequence(key, "severity", TOLD)
        yield Consequence(key, "who", f"no longer warned: {_people(dropped)}")
        for target in target_ids(dropped):
            yield Consequence(target, "cautions", f"no longer shows {key} ({dropped.severity})")
    for name, document in documents.items():
        if name == key or not refers_to(document, {key}):
            continue
        if isinstance(document, ClaimFields) and isinstance(dropped, SourceFields):
            left = _standing((item.source.id for item in document.evidence), key, documents)
            yield Consequence(
                name, "evidence", f"{document.certainty}; {left}{_unsupported(document, key, documents)}"
            )
        elif isinstance(document, CautionFields) and isinstance(dropped, SourceFields):
            left = _standing((item.source.id for item in document.sources), key, documents)
            yield Consequence(name, "sources", f"{document.severity}; {left}")
        else:
            yield Consequence(name, "", f"refers to {key}")


def _people(caution: CautionFields) -> str:
    """Return whom a caution is for, as its file names them."""
    who = caution.who
    named = [one.id for one in (*who.conditions, *who.medicines)]
    return ", ".join([*who.life_stages, *named, *(f"{one} allergy" for one in who.allergies)]) or "everyone"


def _shown_in(guide: GuideDocument | None, key: str, documents: Documents) -> Iterator[Consequence]:
    """Yield each place that shows an entry or a claim on it: its text may repeat what that says."""
    if not isinstance(documents[key], SourceFields):
        for section in guide.sections_listing(key) if guide else ():
            yield Consequence("guide", section, f"it shows {key}; judge its text without {key}")
        return
    places = places_of(key, documents, guide)
    for name, link in places.entries.items():
        if link != key:
            yield Consequence(name, "", f"it shows {link}; judge its texts without {key}")
    for section, link in places.sections.items():
        yield Consequence("guide", section, f"it shows {link}; judge its text without {key}")


def _standing(sources: Iterable[str], lost: str, documents: Documents) -> str:
    """Say how many sources are left without one; those that were retracted before are gone already."""
    others = (documents[one] for one in sources if one != lost)
    count = sum(isinstance(one, SourceFields) and not is_retracted(one.retraction_status) for one in others)
    return f"{count} other source{' is' if count == 1 else 's are'} left"


def _unsupported(claim: ClaimFields, lost: str, documents: Documents) -> str:
    """Say that nothing speaks for the direction of a claim any more, if it was this source alone."""
    found = [source for item in claim.evidence if (source := source_evidence(item, documents))]
    pointing = [source for source in found if source.points(claim.direction) and not source.is_retracted]
    if [source.slug for source in pointing] != [slug_of(lost)]:
        return ""
    return f", and none of them speaks for {claim.direction}"


def _weakened(key: str, caution: CautionFields, documents: Documents) -> Iterator[Consequence]:
    """Yield each entry whose most serious caution would be another one."""
    yield Consequence(key, "severity", TOLD)
    for target in target_ids(caution):
        ranks = [
            other.severity.rank
            for name, other in documents.items()
            if name != key and isinstance(other, CautionFields) and target in target_ids(other)
        ]
        if all(rank < caution.severity.rank for rank in ranks):
            yield Consequence(target, "cautions", f"{key} is its most serious caution")
