"""Read and validate the content folder; report all errors at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.catalog.guide_schemas import Disclaimer, GuideDocument
from app.catalog.name_schemas import Grammar, Names
from app.catalog.plan_rules import PlanRulesDocument
from app.catalog.reference_resolver import ReferenceResolver
from app.catalog.releases import LedgerEntry
from app.content.clinical_reviews import ClinicalReview, read_reviews, unearned_states, with_clinical_reviews
from app.content.files import RawContent, read_files
from app.content.ledger import read_ledger
from app.content.name_files import read_name_files
from app.content.reference_removal import without_entries
from app.content.retractions import RETRACTIONS_FILE, Retractions
from app.content.validation import ContentError, ContentIssue, M, validate
from app.content.wording import absence_without_scope
from app.core.base_model import Model
from app.core.entry_keys import kind_of
from app.core.references import iter_references
from app.kinds.cautions import apply_attributes, listed_without_reason
from app.schemas.entries import Document
from app.schemas.kind import Kind
from app.vocabulary.content import ReviewStatus


@dataclass(frozen=True)
class Content:
    """The valid content: documents by `<kind>/<slug>`, and what is no entry. `names` are by file name.

    `drafts` are the entries that were left out, `raw` the files as they were read.
    """

    documents: dict[str, Document]
    guide: GuideDocument
    disclaimer: Disclaimer
    plan_rules: PlanRulesDocument
    ledger: list[LedgerEntry]
    names: Mapping[str, Names | Grammar] = field(default_factory=dict)
    reviews: Mapping[str, ClinicalReview] = field(default_factory=dict)
    retractions: Retractions = field(default_factory=Retractions)
    drafts: tuple[str, ...] = ()
    raw: RawContent = field(default_factory=RawContent)


def read_content(root: Path, kinds: Iterable[Kind], *, drafts: bool = False) -> Content:
    """Read and validate the content folder, and leave drafts out unless they are asked for.

    Raises ContentError with all issues, those of drafts too.
    """
    known = {kind.path: kind for kind in kinds}
    raw = read_files(root, known)
    names, issues = ReferenceResolver(raw.names()), raw.issues
    documents = _valid_documents(raw, known, names)
    guide = _single(GuideDocument, raw, "guide.yaml", names)
    disclaimer = _single(Disclaimer, raw, "disclaimer.yaml", names)
    plan_rules = _single(PlanRulesDocument, raw, "plan-rules.yaml", names)
    retractions = _single(Retractions, raw, RETRACTIONS_FILE, names) or Retractions()
    issues += [
        ContentIssue(f"{key}.yaml", "applies_to.listed_because", message)
        for key, message in listed_without_reason(dict(documents))
    ]
    issues += unearned_states(documents)
    reviews = read_reviews(raw)
    documents = with_clinical_reviews(documents, raw.entries, reviews)
    unfinished = [key for key, one in documents.items() if one.review.status is ReviewStatus.DRAFT]
    published = without_entries(unfinished, documents) if unfinished else documents
    issues += _references_to(unfinished, {**published, "guide": guide, "plan-rules": plan_rules})
    name_files = read_name_files(raw, published)
    checked = apply_attributes(documents)
    issues += _issues_of(checked, known)
    if unfinished and not drafts:
        checked = apply_attributes(published)
        lacking = [issue for issue in _issues_of(checked, known) if issue not in issues]
        issues += dict.fromkeys(_naming_drafts(issue, unfinished, documents) for issue in lacking)
    ledger = read_ledger(root / "releases", issues)
    if issues or guide is None or disclaimer is None or plan_rules is None:
        raise ContentError(issues)
    left_out = () if drafts else tuple(unfinished)
    return Content(
        checked,
        guide,
        disclaimer,
        plan_rules,
        ledger,
        names=name_files,
        reviews=reviews,
        retractions=retractions,
        drafts=left_out,
        raw=raw,
    )


def _issues_of(documents: dict[str, Document], kinds: Mapping[str, Kind]) -> Iterator[ContentIssue]:
    for key in documents:
        yield from _rule_violations(kinds[kind_of(key)], key, documents)
    yield from absence_without_scope(documents)
    yield from _duplicate_former_slugs(documents)


def _naming_drafts(
    issue: ContentIssue, drafts: Collection[str], documents: Mapping[str, Document]
) -> ContentIssue:
    """Return an issue that only arises without drafts: the remedy is to finish those."""
    key = issue.file.removesuffix(".yaml")
    named = {one.id for one in iter_references(documents[key])}
    concerned = [
        draft
        for draft in drafts
        if draft in named or key in {one.id for one in iter_references(documents[draft])}
    ]
    if not concerned:
        return issue
    listed = f"{' and '.join(concerned)}, {'a draft' if len(concerned) == 1 else 'drafts'}"
    message = f"it cannot do without {listed}: set review.status there, or make this a draft too"
    return ContentIssue(issue.file, issue.field, message)


def _references_to(drafts: Collection[str], documents: Mapping[str, Model | None]) -> Iterator[ContentIssue]:
    """Yield an issue for each reference to a draft that is no item of a list."""
    for key, document in documents.items():
        for reference in iter_references(document) if document else ():
            if reference.id in drafts:
                yield ContentIssue(f"{key}.yaml", "", f"{reference.id} is a draft; finish it first")


def readable_documents(raw: RawContent, kinds: Mapping[str, Kind]) -> dict[str, Document]:
    """Return the documents that are valid by themselves, cautions applied; others are passed over."""
    return apply_attributes(_valid_documents(raw, kinds, ReferenceResolver(raw.names())))


def readable_guide(raw: RawContent) -> GuideDocument | None:
    """Return the guide if it is valid by itself."""
    return _single(GuideDocument, raw, "guide.yaml", ReferenceResolver(raw.names()))


def _valid_documents(
    raw: RawContent, kinds: Mapping[str, Kind], names: ReferenceResolver
) -> dict[str, Document]:
    """Return the documents that are valid by themselves, and add the issues of the others."""
    documents: dict[str, Document] = {}
    for key, fields in raw.entries.items():
        document = validate(kinds[kind_of(key)].document, fields, f"{key}.yaml", names, raw.issues)
        if document is not None:
            documents[key] = document
    return documents


def _single(schema: type[M], raw: RawContent, file: str, names: ReferenceResolver) -> M | None:
    return validate(schema, raw.singles[file], file, names, raw.issues) if file in raw.singles else None


def _rule_violations(kind: Kind, key: str, documents: dict[str, Document]) -> Iterable[ContentIssue]:
    for rule in kind.rules:
        for place, message in rule(key, documents[key], documents):
            yield ContentIssue(f"{key}.yaml", place, message)


def _duplicate_former_slugs(documents: dict[str, Document]) -> Iterable[ContentIssue]:
    """Yield an issue for each former slug that another entry has or had."""
    owners = {key: key for key in documents}
    for key, document in documents.items():
        for slug in document.formerly:
            former = f"{key.partition('/')[0]}/{slug}"
            owner = owners.setdefault(former, key)
            if owner != key or former == key:
                yield ContentIssue(f"{key}.yaml", "formerly", f"{former} belongs to {owner}; remove it here")
