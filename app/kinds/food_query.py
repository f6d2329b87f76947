"""The filters that all foods share."""

from pydantic import Field

from app.schemas.filters import Filter, ListQuery, contains_all, field_in
from app.vocabulary.food import Diet, Fodmap, FoodGroup, FreeFrom


class FoodQuery(ListQuery):
    """Filters by diet and `free_from` match only foods for which that is certain."""

    diet: tuple[Diet, ...] = Field((), description="Foods that definitely fit all of these diets.")
    free_from: tuple[FreeFrom, ...] = Field(
        (), description="Foods that are definitely free from all of these."
    )
    fodmap: tuple[Fodmap, ...] = Field((), description="Foods at any of these FODMAP levels.")
    group: tuple[FoodGroup, ...] = Field((), description="Foods of any of these groups.")
    include_uncertain: bool = Field(
        default=False,
        description="Also list foods that may fit, with the reason in `page.uncertain_matches`.",
    )


def level_in(field: str) -> Filter:
    """Match foods whose rating in this field has one of the requested levels."""
    return Filter(lambda food: (getattr(food, field).level,))


FOOD_FILTERS: dict[str, Filter] = {
    "diet": contains_all("diets", "diet"),
    "free_from": contains_all("free_from", "free from"),
    "fodmap": level_in("fodmap"),
    "group": field_in("group"),
}
