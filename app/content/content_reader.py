"""Read and validate the content folder; report all errors at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.catalog.guide_schemas import Disclaimer, GuideDocument
from app.catalog.reference_resolver import ReferenceResolver
from app.catalog.releases import LedgerEntry
from app.content.files import RawContent, read_files
from app.content.ledger import read_ledger
from app.content.validation import ContentError, ContentIssue, M, validate
from app.content.wording import absence_without_scope
from app.schemas.entries import Document
from app.schemas.kind import Kind


@dataclass(frozen=True)
class Content:
    """The valid content: documents by `<kind>/<slug>`, the guide, the disclaimer and the releases."""

    documents: dict[str, Document]
    guide: GuideDocument
    disclaimer: Disclaimer
    ledger: list[LedgerEntry]


def read_content(root: Path, kinds: Iterable[Kind]) -> Content:
    """Read and validate the content folder. Raises ContentError with all issues."""
    known = {kind.path: kind for kind in kinds}
    raw = read_files(root, known)
    names, issues = ReferenceResolver(raw.names()), raw.issues
    documents: dict[str, Document] = {}
    for key, fields in raw.entries.items():
        document = validate(known[key.partition("/")[0]].document, fields, f"{key}.yaml", names, issues)
        if document is not None:
            documents[key] = document
    guide = _single(GuideDocument, raw, "guide.yaml", names)
    disclaimer = _single(Disclaimer, raw, "disclaimer.yaml", names)
    for key in documents:
        issues += _rule_violations(known[key.partition("/")[0]], key, documents)
    issues += absence_without_scope(documents)
    issues += _duplicate_former_slugs(documents)
    ledger = read_ledger(root / "releases", issues)
    if issues or guide is None or disclaimer is None:
        raise ContentError(issues)
    return Content(documents, guide, disclaimer, ledger)


def _single(schema: type[M], raw: RawContent, file: str, names: ReferenceResolver) -> M | None:
    return validate(schema, raw.singles[file], file, names, raw.issues) if file in raw.singles else None


def _rule_violations(kind: Kind, key: str, documents: dict[str, Document]) -> Iterable[ContentIssue]:
    for rule in kind.rules:
        for field, message in rule(key, documents[key], documents):
            yield ContentIssue(f"{key}.yaml", field, message)


def _duplicate_former_slugs(documents: dict[str, Document]) -> Iterable[ContentIssue]:
    """Yield an issue for each former slug that another entry has or had."""
    owners = {key: key for key in documents}
    for key, document in documents.items():
        for slug in document.formerly:
            former = f"{key.partition('/')[0]}/{slug}"
            owner = owners.setdefault(former, key)
            if owner != key or former == key:
                yield ContentIssue(f"{key}.yaml", "formerly", f"{former} belongs to {owner}; remove it here")
