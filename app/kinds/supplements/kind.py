"""The declaration of supplements."""

from app.kinds.supplements.schemas import Supplement, SupplementDocument, SupplementItem, SupplementPage
from app.kinds.usable import has_caution
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


class SupplementQuery(ListQuery):
    """Lists of supplements have no filters of their own."""


KIND = Kind(
    path="supplements",
    singular="supplement",
    title="supplement",
    document=SupplementDocument,
    entry=Supplement,
    item=SupplementItem,
    page=SupplementPage,
    query=SupplementQuery,
    rules=(has_caution,),
)
