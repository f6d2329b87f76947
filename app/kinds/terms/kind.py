"""The declaration of terms."""

from app.kinds.terms.schemas import Term, TermDocument
from app.schemas.kind import Kind

KIND = Kind(
    path="terms",
    singular="term",
    title="term",
    document=TermDocument,
    entry=Term,
)
