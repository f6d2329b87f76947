"""The declaration of nutrients."""

from app.kinds.nutrients.schemas import Nutrient, NutrientDocument, NutrientItem, NutrientPage
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


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
