"""The declaration of supplements."""

from app.kinds.supplements.schemas import Supplement, SupplementDocument
from app.kinds.usable import has_caution
from app.schemas.kind import Kind

KIND = Kind(
    path="supplements",
    singular="supplement",
    title="supplement",
    document=SupplementDocument,
    entry=Supplement,
    rules=(has_caution,),
)
