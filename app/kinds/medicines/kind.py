"""The declaration of medicines."""

from app.filters import ListQuery
from app.kind import Kind
from app.kinds.medicines.schemas import Medicine, MedicineDocument, MedicineItem, MedicinePage


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
