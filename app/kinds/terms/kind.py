"""The declaration of terms."""

from app.filters import ListQuery
from app.kind import Kind
from app.kinds.terms.schemas import Term, TermDocument, TermItem, TermPage


class TermQuery(ListQuery):
    """Lists of terms have no filters of their own."""


KIND = Kind(
    path="terms",
    singular="term",
    title="term",
    document=TermDocument,
    entry=Term,
    item=TermItem,
    page=TermPage,
    query=TermQuery,
)
