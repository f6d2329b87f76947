"""The declaration of terms."""

from app.kinds.terms.schemas import Term, TermDocument, TermItem, TermPage
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


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
