"""The declaration of nutrients."""

from app.kinds.nutrients.schemas import Nutrient, NutrientDocument
from app.schemas.kind import Kind

KIND = Kind(
    path="nutrients",
    singular="nutrient",
    title="nutrient",
    document=NutrientDocument,
    entry=Nutrient,
)
