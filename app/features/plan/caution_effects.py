"""How cautions bear on an entry: always or for a form, on itself or on what it uses."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.features.health_profile import Trait, traits_of
from app.features.plan.schemas import LeftOutFor, Mind
from app.kinds.cautions.schemas import Caution
from app.schemas.entries import Entry
from app.vocabulary.safety import Severity

Choice = Trait | tuple[None, None]
EVERYONE: Choice = (None, None)
"""Stands for what holds whatever the choices are."""

CHOSEN = ("life_stage", "conditions", "medicines")
"""What of a person a plan is asked for."""

WORDS = {
    Severity.CAUTION: "Take care",
    Severity.SEEK_MEDICAL_ADVICE: "Ask first",
    Severity.AVOID: "Avoid",
}
SERIOUS = {Severity.SEEK_MEDICAL_ADVICE, Severity.AVOID}


class Notice:
    """A caution, and what it names."""

    def __init__(self, caution: Caution) -> None:
        """Work out whom and what it names."""
        applies = caution.applies_to
        self.caution = caution
        self.severity = caution.severity
        traits = traits_of(caution.who)
        chosen = tuple(trait for trait in traits if trait[0] in CHOSEN)
        self.choices: tuple[Choice, ...] = chosen if traits else (EVERYONE,)
        self.named = {one.id for one in (*applies.foods, *applies.supplements, *applies.activities)}
        self.scope = {one.id for one in caution.form_scope}


@dataclass(frozen=True)
class CautionEffect:
    """One caution as it bears on an entry."""

    notice: Notice
    form: str | None
    """The form it holds for; None: it holds outright."""
    key: str | None
    """What the caution names: the entry or what it uses. None: an editor put it on by hand."""
    via: str | None
    """The name of what is used, where the caution names that."""

    @property
    def mind(self) -> Mind | None:
        """Return what to mind in one line; None for what is good to know for everyone."""
        caution, severity = self.notice.caution, self.notice.severity
        if severity not in SERIOUS and self.notice.choices == (EVERYONE,):
            return None
        word = WORDS.get(severity, "Good to know")
        form = f": {self.form.rstrip('.')}" if self.form else ""
        advice = f" {caution.what_to_do[0]}" if caution.what_to_do else ""
        text = f"{word}{form}. {caution.name}.{advice}"
        return Mind.model_construct(
            caution=caution.slug, severity=severity, applies_when=self.form, text=text
        )

    @property
    def against(self) -> str:
        """Return the reason why the entry is left out, in words."""
        says = "avoid it" if self.notice.severity is Severity.AVOID else "ask first"
        text = f"{self.notice.caution.name}: this caution says to {says}."
        return f"It uses {self.via}. {text}" if self.via else text


def left_out(choice: Choice, text: str) -> LeftOutFor:
    """Return a reason why an entry is left out for a choice."""
    return LeftOutFor.model_construct(parameter=choice[0], value=choice[1], text=text)


def uses_of(entry: Entry) -> list[str]:
    """Return the keys of what an entry uses itself; a step of supplement guidance uses supplements."""
    return [other.id for name in ("uses", "supplements") for other in getattr(entry, name, ())]


def caution_effects(catalog: Catalog, notices: Mapping[str, Notice], entry: Entry) -> list[CautionEffect]:
    """Return the cautions on an entry and on all it uses, at any depth, most serious first.

    A caution that an editor put on an entry by hand holds outright, as it names no form of it.
    Those that match any plan are left to the plan.
    """
    parts = _touched(catalog, entry)
    slugs = dict.fromkeys(card.slug for part in parts.values() for card in part.cautions)
    found = [_bearing(notices[slug], entry, parts) for slug in slugs if slug in notices]
    return sorted(found, key=lambda bearing: -bearing.notice.severity.rank)


def _touched(catalog: Catalog, entry: Entry) -> dict[str, Entry]:
    """Return an entry and everything it uses, at any depth, by key; what it uses itself comes first."""
    found = {f"{entry.kind}/{entry.slug}": entry}
    waiting = [entry]
    while waiting:
        for key in uses_of(waiting.pop()):
            if key not in found:
                found[key] = catalog.entry(*key.split("/"))
                waiting.append(found[key])
    return found


def _bearing(notice: Notice, entry: Entry, parts: Mapping[str, Entry]) -> CautionEffect:
    named = [key for key in parts if key in notice.named]
    outright = [key for key in named if key not in notice.scope]
    key = next(iter(outright or named), None)
    return CautionEffect(
        notice=notice,
        form=notice.caution.applies_when if named and not outright else None,
        key=key,
        via=parts[key].name if key is not None and parts[key] is not entry else None,
    )
