"""How much calcium a person needs in a day, by authority."""

from app.catalog.catalog import Catalog
from app.features.plan.person import Person
from app.features.plan.schemas import PlanChoices, PlanReferenceValue
from app.features.reference_values import person_query, reference_values_of
from app.vocabulary.nutrition import ReferenceAuthority, ReferenceValueType

CALCIUM = "calcium"


def calcium_reference(catalog: Catalog, query: PlanChoices, person: Person) -> tuple[PlanReferenceValue, ...]:
    """Return the calcium a day for a person, the highest value of each authority that sets one."""
    asked = person_query(person.stages, query.age, query.sex)
    found = reference_values_of(catalog, asked, (CALCIUM,)).nutrients
    values = [value for one in found for value in one.values]
    highest: dict[ReferenceAuthority, PlanReferenceValue] = {}
    for value in values:
        if value.amount is None or value.type is ReferenceValueType.UL or value.is_added:
            continue
        known = highest.get(value.authority)
        if known is None or known.calcium_mg < value.amount:
            more = sum(one.amount or 0 for one in values if one.is_added and one.authority is value.authority)
            highest[value.authority] = PlanReferenceValue(
                authority=value.authority, group=value.group, calcium_mg=value.amount + more
            )
    return tuple(highest.values())
