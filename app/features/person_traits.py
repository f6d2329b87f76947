"""Traits of a person: life stage, conditions, medicines and allergies."""

from app.kinds.cautions import Caution, reached

Trait = tuple[str, str]
"""A field of a person and one value: `("conditions", "hypertension")`."""


def traits_of(caution: Caution) -> tuple[Trait, ...]:
    """Return the traits a caution reaches; any one is enough to match. Empty: it applies to everyone."""
    return (
        *(("life_stage", stage.value) for stage in caution.who.life_stages),
        *(("conditions", slug) for slug in reached(caution, "conditions")),
        *(("medicines", slug) for slug in reached(caution, "medicines")),
        *(("allergies", allergy.value) for allergy in caution.who.allergies),
    )
