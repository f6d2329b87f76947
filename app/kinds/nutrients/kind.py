"""The declaration of nutrients."""

from app.filters import ListQuery
from app.kind import Kind
from app.kinds.nutrients.schemas import Nutrient, NutrientDocument, NutrientItem, NutrientPage


class NutrientQuery(ListQuery):
    """Lists of nutrients have no filters of their own."""


KIND = Kind(
    path="nutrients",
    singular="nutrient",
    title="nutrient",
    document=NutrientDocument,
    entry=Nutrient,
    item=NutrientItem,
    page=NutrientPage,
    query=NutrientQuery,
)
