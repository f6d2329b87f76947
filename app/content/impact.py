"""What falls or changes if a source, a claim or a caution is taken back, dropped or weakened.

A changed copy of the documents is judged by the same rules as the content: what they then refuse is what
falls.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.content.reference_removal import refers_to, without_entries
from app.core.base_model import Model
from app.kinds.cautions import CautionFields, target_ids
from app.kinds.claims import ClaimFields
from app.kinds.sources import SourceFields
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


def impact_of(key: str, documents: Documents, kinds: Iterable[Kind]) -> list[Scenario]:
    """Return what follows if an entry is taken back, dropped or weakened; KeyError: there is none."""
    document = documents[key]
    rules = {kind.path: kind for kind in kinds}
    affected = {key, *(name for name, one in documents.items() if refers_to(one, {key})), *_targets(document)}
    before = set(_violations(documents, rules, affected))
    scenarios: list[tuple[str, Documents, Iterable[Consequence]]] = []
    if isinstance(document, SourceFields):
        update = {"retraction_status": RetractionStatus.RETRACTED}
        scenarios.append(("retracted", {**documents, key: document.model_copy(update=update)}, ()))
    if isinstance(document, CautionFields) and document.severity.rank:
        lower = sorted(Severity, key=lambda severity: severity.rank)[document.severity.rank - 1]
        weaker = document.model_copy(update={"severity": lower})
        title = f"weakened from {document.severity} to {lower}"
        scenarios.append((title, {**documents, key: weaker}, _weakened(key, document, documents)))
    scenarios.append(("dropped", without_entries({key}, documents), _bereft(key, documents)))
    return [
        Scenario(title, (*named, *sorted(set(_violations(changed, rules, affected)) - before, key=_order)))
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
        for rule in kinds[key.partition("/")[0]].rules:
            for place, message in rule(key, documents[key], documents):
                yield Consequence(key, place, message)


def _bereft(key: str, documents: Documents) -> Iterator[Consequence]:
    """Yield each entry that refers to an entry, and what it has left without it."""
    dropped = documents[key]
    if isinstance(dropped, CautionFields):
        yield Consequence(key, "severity", TOLD)
        for target in target_ids(dropped):
            yield Consequence(target, "cautions", f"no longer shows {key} ({dropped.severity})")
    for name, document in documents.items():
        if name == key or not refers_to(document, {key}):
            continue
        if isinstance(document, ClaimFields) and isinstance(dropped, SourceFields):
            left = sum(item.source.id != key for item in document.evidence)
            yield Consequence(name, "evidence", f"{document.certainty}; {left} other sources are left")
        elif isinstance(document, CautionFields) and isinstance(dropped, SourceFields):
            left = sum(item.source.id != key for item in document.sources)
            yield Consequence(name, "sources", f"{document.severity}; {left} other sources are left")
        else:
            yield Consequence(name, "", f"refers to {key}")


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
