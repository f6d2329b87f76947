"""Notes exported with each source: verification, retraction, and what it is cited for."""

from app.catalog.catalog import Catalog
from app.features.citations.bibliographic_record import one_line, record_of
from app.features.citations.citation_numbering import CitedSource
from app.features.citations.schemas import Support
from app.vocabulary.grading import RetractionStatus


def file_header(catalog: Catalog, count: int) -> list[str]:
    """Return the header lines of a file: release, license and disclaimer."""
    return [
        f"Gutbone, release {catalog.release}: {count} references. {catalog.disclaimer['license']}.",
        one_line(catalog.meta.disclaimer),
    ]


def verification_note(cited: CitedSource) -> str:
    """Return the verification note: how a source was verified, missing authors, retraction."""
    source = cited.source
    parts = [f"Verification: {source.verification.level}.", source.title_note]
    authors = record_of(source).authors
    if authors.are_more:
        count = len(authors.named)
        parts.append(f"Only the first {'author is' if count == 1 else f'{count} authors are'} named here.")
    if authors.after_the_gap:
        parts.append(f"Authors after those left out: {', '.join(authors.after_the_gap)}.")
    if source.retraction_status not in {None, RetractionStatus.NONE_KNOWN}:
        parts.append(f"Retraction: {source.retraction_status}.")
    return one_line(" ".join(filter(None, parts)))


def citation_note(catalog: Catalog, cited: CitedSource) -> str:
    """Return what a source is cited for, with stance, certainty and severity."""
    uses = "; ".join(_use(support) for support in cited.supports)
    return one_line(f"Reference {cited.n} of Gutbone, release {catalog.release}. Cited for: {uses}.")


def _use(support: Support) -> str:
    graded = {"stance": support.stance, "certainty": support.certainty, "severity": support.severity}
    parts = [support.id, *(f"{name} {value}" for name, value in graded.items() if value is not None)]
    return f"{support.name} ({', '.join(parts)})"
