"""A person as the cautions see one: a stage of life, conditions, medicines, allergies."""

from dataclasses import dataclass

from app.entries import Who
from app.kinds.cautions.schemas import Caution


@dataclass(frozen=True)
class Person:
    """The choices that decide which cautions concern someone; slugs and enumeration values."""

    life_stage: str | None = None
    conditions: frozenset[str] = frozenset()
    medicines: frozenset[str] = frozenset()
    allergies: frozenset[str] = frozenset()


def is_everyone(who: Who) -> bool:
    """Return whether a caution is for everyone: it names nobody."""
    return not (who.life_stages or who.conditions or who.medicines or who.allergies)


def is_named(who: Who, person: Person) -> bool:
    """Return whether a caution names this person: one match is enough."""
    return (
        person.life_stage in who.life_stages
        or any(condition.slug in person.conditions for condition in who.conditions)
        or any(medicine.slug in person.medicines for medicine in who.medicines)
        or any(allergy in person.allergies for allergy in who.allergies)
    )


def concerns(who: Who, person: Person) -> bool:
    """Return whether a caution concerns this person: it names them, or everyone."""
    return is_everyone(who) or is_named(who, person)


def holds_outright(caution: Caution, key: str) -> bool:
    """Return whether a caution holds for an entry in any form, not only in the form it names."""
    return key not in {entry.id for entry in caution.form_scope}
