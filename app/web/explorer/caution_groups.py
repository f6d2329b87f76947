"""Cautions in groups of people for a page: one line a group, whole when it is opened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from app.catalog.catalog import Catalog
from app.core.references import USABLE_KINDS
from app.kinds.caution_sentence import FORM_CONDITIONS, noun
from app.kinds.cautions import Caution
from app.schemas.entries import CautionCard, CautionLine, Entry
from app.vocabulary.safety import Severity
from app.web.explorer.texts import page_texts, say

LEVELS = {
    Severity.AVOID: "avoid",
    Severity.SEEK_MEDICAL_ADVICE: "ask",
    Severity.CAUTION: "care",
    Severity.INFO: "know",
}
"""Name of each severity in the style sheet and the texts, in the order of the groups."""

GROUP_LEVELS = ("avoid", "ask", "care")
"""The levels whose heading counts groups of people."""

MAX_NAMES = 6
MAX_LENGTH = 76
"""Names, and characters of them, that a folded group shows; the others are counted."""


@dataclass(frozen=True)
class CautionGroup:
    """The cautions of one severity; `names` are those of the people, or of the items, they are about.

    `on` names the items of each caution by slug, on a page of several.
    """

    level: str
    names: Sequence[str]
    cautions: Sequence[CautionCard]
    heading: str
    on: Mapping[str, str] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """Return the first names and the number of the others; of the gravest, all."""
        return self.names_within(len(self.names) if self.level == "avoid" else MAX_NAMES, MAX_LENGTH)

    def names_within(self, most: int, length: int) -> str:
        """Return at most so many names, in about so many characters, and the number of the others."""
        shown: list[str] = []
        for name in self.names[:most]:
            if shown and self.level != "avoid" and len(", ".join((*shown, name))) > length:
                break
            shown.append(name)
        text = capitalized(", ".join(shown))
        others = len(self.names) - len(shown)
        return say(page_texts()["careful"]["and_more"], names=text, count=others) if others else text


def caution_groups(
    catalog: Catalog, entry: Entry, cards: Iterable[CautionCard | CautionLine]
) -> list[CautionGroup]:
    """Return the cautions of an entry in groups, the gravest first."""
    by_level: dict[str, list[CautionCard]] = {level: [] for level in LEVELS.values()}
    for card in cards:
        whole = card if isinstance(card, CautionCard) else catalog.caution_card(card.slug)
        by_level[LEVELS[card.severity]].append(whole)
    groups: list[CautionGroup] = []
    for level, held in by_level.items():
        if held:
            named = {name for one in groups for name in one.names}
            groups.append(_group(catalog, entry, level, held, frozenset(named)))
    return groups


def _group(
    catalog: Catalog, entry: Entry, level: str, cards: Sequence[CautionCard], named: frozenset[str]
) -> CautionGroup:
    """Return a group; who is named in a graver one comes last, so that a folded group shows who is new."""
    people = interleaved(_names(catalog.entry("cautions", card.slug), entry) for card in cards)
    names = names_of(level, sorted(people, key=lambda name: name in named), cards)
    if entry.kind in USABLE_KINDS:
        return CautionGroup(level, names, cards, heading_of("careful", level, names))
    heading = say(page_texts()["careful"][f"about_{level}"], count=len(cards))
    return CautionGroup(level, names, cards, heading)


def interleaved(names_of_each: Iterable[Iterable[str]]) -> list[str]:
    """Return unique names, the first of each caution before the second of any."""
    rounds = zip_longest(*names_of_each)
    return list(dict.fromkeys(name for each in rounds for name in each if name is not None))


def names_of(level: str, people: Sequence[str], cards: Sequence[CautionCard]) -> Sequence[str]:
    """Return what a folded group names: the people, or the things to know."""
    return people if level in GROUP_LEVELS else [card.title for card in cards]


def heading_of(page: str, level: str, names: Sequence[str]) -> str:
    """Return the heading of a group, with the number of people or things that it names."""
    return say(page_texts()[page][level], count=len(names))


def _names(caution: Entry, entry: Entry) -> Iterator[str]:
    """Yield the people of a caution on something to use; on other pages, what it is about."""
    if not isinstance(caution, Caution):
        return
    if entry.kind not in USABLE_KINDS:
        applies = caution.applies_to
        found = [*applies.foods, *applies.supplements, *applies.activities]
        yield from (one.name for one in found)
        if not found:
            yield caution.name
        return
    scope = {one.id for one in caution.form_scope}
    narrowed = caution.form is not None and f"{entry.kind}/{entry.slug}" in scope
    condition = f" ({FORM_CONDITIONS[caution.form]})" if narrowed and caution.form in FORM_CONDITIONS else ""
    people = list(people_of(caution))
    yield from (f"{name}{condition}" for name in people or [caution.name])


def people_of(caution: Caution | CautionCard) -> Iterator[str]:
    """Yield the groups of people that a caution is for; none: everyone."""
    yield from (stage.label.lower() for stage in caution.who.life_stages)
    yield from (without_article(noun(one.name)) for one in caution.who.conditions)
    yield from (without_article(noun(one.name)) for one in caution.who.medicines)
    yield from (f"{one.label.lower()} allergy" for one in caution.who.allergies)


def concerns_everyone(card: CautionCard) -> bool:
    """Return whether a caution says avoid or ask first without naming groups of people."""
    return card.severity.needs_advice and not any(people_of(card))


def names_all(card: CautionCard) -> bool:
    """Return whether the sentence of a caution names everyone it is for, so that it needs no list of them."""
    sentence = card.sentence.lower()
    return all(name.lower() in sentence for name in people_of(card))


def without_article(name: str) -> str:
    """Return a name without its article."""
    return name.removeprefix("an ").removeprefix("a ")


def capitalized(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]
