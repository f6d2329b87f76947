"""The declaration of medicines."""

from app.kinds.medicines.schemas import Medicine, MedicineDocument
from app.schemas.kind import Kind

KIND = Kind(
    path="medicines",
    singular="medicine",
    title="medicine",
    document=MedicineDocument,
    entry=Medicine,
)
