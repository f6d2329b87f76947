"""What goes with a source into every file: how it was checked, and what it is cited for."""

from app.catalog.catalog import Catalog
from app.features.citations.bibliographic_record import one_line, record_of
from app.features.citations.citation_numbering import CitedSource
from app.features.citations.schemas import Support

NOTHING_KNOWN = "none_known"


def heading(catalog: Catalog, count: int) -> list[str]:
    """Return what a file says of itself."""
    return [
        f"Gutbone, release {catalog.release}: {count} references. {catalog.disclaimer['license']}.",
        one_line(catalog.meta.disclaimer),
    ]


def checked(cited: CitedSource) -> str:
    """Return how closely a source was checked, and what to mind when it is cited."""
    source = cited.source
    said = [f"Verification: {source.verification.level}.", source.title_note]
    later = record_of(source).authors.after_the_gap
    if later:
        said.append(f"Authors after those left out: {', '.join(later)}.")
    if source.retraction_status not in {None, NOTHING_KNOWN}:
        said.append(f"Retraction: {source.retraction_status}.")
    return one_line(" ".join(filter(None, said)))


def cited_for(catalog: Catalog, cited: CitedSource) -> str:
    """Return what a source is cited for, with stances, grades and severities."""
    uses = "; ".join(_use(support) for support in cited.supports)
    return one_line(f"Reference {cited.n} of Gutbone, release {catalog.release}. Cited for: {uses}.")


def _use(support: Support) -> str:
    graded = {"stance": support.stance, "certainty": support.certainty, "severity": support.severity}
    said = [support.id, *(f"{name} {value}" for name, value in graded.items() if value is not None)]
    return f"{support.name} ({', '.join(said)})"
