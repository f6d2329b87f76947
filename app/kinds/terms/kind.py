"""The declaration of terms."""

from app.kinds.terms.schemas import Term, TermDocument, TermItem, TermPage
from app.schemas.kind import Kind

KIND = Kind(
    path="terms",
    singular="term",
    title="term",
    document=TermDocument,
    entry=Term,
    item=TermItem,
    page=TermPage,
)
