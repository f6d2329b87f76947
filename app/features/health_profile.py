"""A person as the cautions see one: a stage of life, conditions, medicines, allergies."""

from dataclasses import dataclass

from app.schemas.entries import Who

Trait = tuple[str, str]
"""What is said of a person, and its value: `("conditions", "hypertension")`."""


@dataclass(frozen=True)
class HealthProfile:
    """The choices that decide which cautions concern someone; slugs and enumeration values."""

    life_stage: str | None = None
    conditions: frozenset[str] = frozenset()
    medicines: frozenset[str] = frozenset()
    allergies: frozenset[str] = frozenset()

    @property
    def traits(self) -> tuple[Trait, ...]:
        """Return everything that is said of the person, in an order that depends on nothing else."""
        stages = () if self.life_stage is None else (("life_stage", str(self.life_stage)),)
        named = {"conditions": self.conditions, "medicines": self.medicines, "allergies": self.allergies}
        return (*stages, *((name, value) for name, values in named.items() for value in sorted(values)))


def traits_of(who: Who) -> tuple[Trait, ...]:
    """Return the traits that a caution names: one of them is enough. Empty: it is for everyone."""
    return (
        *(("life_stage", stage.value) for stage in who.life_stages),
        *(("conditions", condition.slug) for condition in who.conditions),
        *(("medicines", medicine.slug) for medicine in who.medicines),
        *(("allergies", allergy.value) for allergy in who.allergies),
    )
