"""The foods of all kinds, as one type."""

from app.kinds.bone_foods import BoneFood
from app.kinds.food_sources import FoodSource
from app.kinds.prebiotics import Prebiotic
from app.schemas.entries import Entry
from app.schemas.food import FoodFields, ServedFood

Food = FoodSource | Prebiotic | BoneFood


class ListedFood(ServedFood, FoodFields, Entry):
    """A food of any kind, with the fields that all of them have; at its address it may have more."""
