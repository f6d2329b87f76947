"""Effects of cautions on an entry: for all forms or one, on the entry itself or on what it uses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.entry_keys import key_of
from app.features.person_traits import Trait, traits_of
from app.features.plan.schemas import LeftOutFor
from app.kinds.cautions import Caution
from app.schemas.entries import Entry
from app.vocabulary.safety import Form, KindOf, Severity

Choice = Trait | tuple[None, None]
EVERYONE: Choice = (None, None)
"""Pseudo-choice for what applies to every plan."""

PERSONAL_CHOICES = ("life_stage", "conditions", "medicines", "allergies")
"""Traits of a person that a plan takes into account."""

NOT_SERVED = frozenset({Form.LARGE_AMOUNT, Form.SUPPLEMENT_DOSE})
"""Forms that no plan offers: its portions are usual ones, of foods."""

SERVED_TO_ALL = frozenset({Form.COOKED_AND_STORED})
"""Forms that dishes of a plan have: what is said on them is said to everyone who gets the food."""


class PlanCaution:
    """A caution with the choices and entries it names."""

    def __init__(self, caution: Caution) -> None:
        """Collect the choices and entries that the caution names."""
        applies = caution.applies_to
        self.entry = caution
        self.severity = caution.severity
        traits = traits_of(caution)
        chosen = tuple(trait for trait in traits if trait[0] in PERSONAL_CHOICES)
        self.choices: tuple[Choice, ...] = chosen if traits else (EVERYONE,)
        self.named = {one.id for one in (*applies.foods, *applies.supplements, *applies.activities)}
        self.scope = {one.id for one in caution.form_scope}
        self.allergens = {one.allergen.value for one in applies.attributes if one.allergen}

    @property
    def is_timing(self) -> bool:
        """Return whether it moves a food in the day, and never costs it."""
        return self.entry.kind_of is KindOf.TIMING

    @property
    def is_information(self) -> bool:
        """Return whether it asks for nothing to be changed."""
        return self.entry.kind_of is KindOf.INFORMATION

    def concerns(self, choice: Choice, own: Collection[str]) -> bool:
        """Return whether it concerns a choice with what may hold some of its allergens.

        A caution on several allergens is for the person with one of them on the foods that may hold it.
        """
        return choice[0] != "allergies" or not own or choice[1] in own


@dataclass(frozen=True)
class CautionEffect:
    """Effect of one caution on an entry."""

    caution: PlanCaution
    form: str | None
    """The form it applies to; None: every form."""
    key: str | None
    """Key of the entry the caution names, or of one it uses. None: an editor added the caution by hand."""
    via: str | None
    """Name of the used entry, if the caution names that one."""

    @property
    def is_served(self) -> bool:
        """Return whether it is about a form that a plan serves."""
        return self.form is None or self.caution.entry.form not in NOT_SERVED

    @property
    def is_said(self) -> bool:
        """Return whether a plan item says it: not of a form that no plan serves, nor mere information."""
        is_for_all = self.caution.choices == (EVERYONE,) and self.caution.entry.form not in SERVED_TO_ALL
        return self.is_served and (self.caution.severity.needs_advice or not is_for_all)

    @property
    def exclusion_reason(self) -> str:
        """Return the reason to exclude the entry, as text."""
        says = "avoid it" if self.caution.severity is Severity.AVOID else "ask first"
        text = f"{self.caution.entry.name}: this caution says to {says}."
        return f"It uses {self.via}. {text}" if self.via else text


def exclusion(choice: Choice, text: str) -> LeftOutFor:
    """Return the reason to exclude an entry for a choice."""
    return LeftOutFor.model_construct(parameter=choice[0], value=choice[1], text=text)


def uses_of(entry: Entry) -> list[str]:
    """Return the keys of the entries that an entry uses directly."""
    return [other.id for name in ("uses", "supplements") for other in getattr(entry, name, ())]


def caution_effects(
    cautions: Mapping[str, PlanCaution], entry: Entry, entries: Mapping[str, Entry]
) -> list[CautionEffect]:
    """Return the effects of cautions on an entry, most serious first; `entries` are it and all it uses.

    A caution added by hand applies to every form, since it names none. Cautions on any activity are
    not included; the plan as a whole shows them.
    """
    slugs = dict.fromkeys(card.slug for part in entries.values() for card in part.cautions)
    found = [_effect(cautions[slug], entry, entries) for slug in slugs if slug in cautions]
    return sorted(found, key=lambda effect: -effect.caution.severity.rank)


def with_used_entries(catalog: Catalog, entry: Entry) -> dict[str, Entry]:
    """Return an entry and everything it uses, transitively, by key; nearer ones first."""
    found = {key_of(entry): entry}
    queue = [entry]
    while queue:
        for key in uses_of(queue.pop()):
            if key not in found:
                found[key] = catalog.entry(*key.split("/"))
                queue.append(found[key])
    return found


def _effect(caution: PlanCaution, entry: Entry, entries: Mapping[str, Entry]) -> CautionEffect:
    named = [key for key in entries if key in caution.named]
    unconditional = [key for key in named if key not in caution.scope]
    key = next(iter(unconditional or named), None)
    return CautionEffect(
        caution=caution,
        form=caution.entry.applies_when if named and not unconditional else None,
        key=key,
        via=entries[key].name if key is not None and entries[key] is not entry else None,
    )
