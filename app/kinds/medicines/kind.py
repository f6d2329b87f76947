"""The declaration of medicines."""

from app.kinds.medicines.schemas import Medicine, MedicineDocument, MedicineItem, MedicinePage
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


class MedicineQuery(ListQuery):
    """Lists of medicines have no filters of their own."""


KIND = Kind(
    path="medicines",
    singular="medicine",
    title="medicine",
    document=MedicineDocument,
    entry=Medicine,
    item=MedicineItem,
    page=MedicinePage,
    query=MedicineQuery,
)
