"""Health profile of a person: life stage, conditions, medicines and allergies."""

from dataclasses import dataclass

from app.schemas.entries import Who

Trait = tuple[str, str]
"""A field of the profile and one value: `("conditions", "hypertension")`."""


@dataclass(frozen=True)
class HealthProfile:
    """What decides which cautions apply to a person; slugs and enumeration values."""

    life_stage: str | None = None
    conditions: frozenset[str] = frozenset()
    medicines: frozenset[str] = frozenset()
    allergies: frozenset[str] = frozenset()

    @property
    def traits(self) -> tuple[Trait, ...]:
        """Return all traits in a canonical order."""
        stages = () if self.life_stage is None else (("life_stage", str(self.life_stage)),)
        named = {"conditions": self.conditions, "medicines": self.medicines, "allergies": self.allergies}
        return (*stages, *((name, value) for name, values in named.items() for value in sorted(values)))


def traits_of(who: Who) -> tuple[Trait, ...]:
    """Return the traits a caution names; any one is enough to match. Empty: it applies to everyone."""
    return (
        *(("life_stage", stage.value) for stage in who.life_stages),
        *(("conditions", condition.slug) for condition in who.conditions),
        *(("medicines", medicine.slug) for medicine in who.medicines),
        *(("allergies", allergy.value) for allergy in who.allergies),
    )
