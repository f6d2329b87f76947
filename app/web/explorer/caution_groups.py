"""Cautions in groups of people for a page: one line a group, whole when it is opened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from app.catalog.catalog import Catalog
from app.core.english_list import english_list
from app.core.entry_keys import key_of
from app.core.references import PERSONAL_KINDS, USABLE_KINDS
from app.kinds.cautions import Caution
from app.kinds.sentence_words import noun, without_article
from app.schemas.entries import CautionCard, CautionLine, Entry
from app.texts.page_texts import page_texts, say
from app.vocabulary.safety import Severity

LEVELS = {
    Severity.AVOID: "avoid",
    Severity.SEEK_MEDICAL_ADVICE: "ask",
    Severity.CAUTION: "care",
    Severity.INFO: "know",
}
"""Name of each severity in the style sheet and the texts, in the order of the groups."""

GROUP_LEVELS = ("avoid", "ask", "care")
"""The levels whose heading counts groups of people."""

HOLDING_KINDS = ("nutrients", "compounds", "microbes")
"""Kinds of what is in foods and products: a caution is about some of these."""

MAX_NAMES = 6
MAX_LENGTH = 60
"""Names, and characters of them, that a folded group shows; the others are counted."""


@dataclass(frozen=True)
class CautionGroup:
    """The cautions of one severity; `names` are those of the people, or of the items, they are about.

    `line` is the group in a list. `on` names the items of each caution by slug, on a page of several.
    """

    level: str
    names: Sequence[str]
    cautions: Sequence[CautionCard]
    heading: str
    line: str
    on: Mapping[str, str] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """Return the first names and the number of the others; of the gravest, all."""
        if self.level == "avoid":
            return ", ".join(self.names)
        shown: list[str] = []
        for name in self.names[:MAX_NAMES]:
            if shown and len(", ".join((*shown, name))) > MAX_LENGTH:
                break
            shown.append(name)
        text = ", ".join(shown)
        others = len(self.names) - len(shown)
        return say(page_texts()["careful"]["and_more"], names=text, count=others) if others else text


def caution_groups(
    catalog: Catalog, entry: Entry, cards: Iterable[CautionCard | CautionLine]
) -> list[CautionGroup]:
    """Return the cautions of an entry in groups, the gravest first."""
    whole = [one if isinstance(one, CautionCard) else catalog.caution_card(one.slug) for one in cards]
    names = {card.slug: _names(catalog.entry("cautions", card.slug), entry) for card in whole}
    groups = _groups(whole, names, "careful")
    if entry.kind in USABLE_KINDS:
        return groups
    texts = page_texts()["careful"]
    about = _about(entry)
    return [
        replace(
            one,
            heading=say(texts[about][one.level], count=len(one.cautions)),
            line=_line(one.level, texts[about]["line"], one.names, len(one.cautions)),
        )
        for one in groups
    ]


def _about(entry: Entry) -> str:
    """Return what the cautions on something not to use are about, as the name of its texts.

    The reader of the page of a condition or a medicine may have or take it: the names are of what to avoid.
    Elsewhere they are of people, since a caution is about one part, and for some readers.
    """
    if entry.kind in PERSONAL_KINDS:
        return "of_person"
    return "of_holding" if entry.kind in HOLDING_KINDS else "of_part"


def shared_caution_groups(
    catalog: Catalog, entries: Sequence[Entry], cards: Iterable[CautionCard]
) -> list[CautionGroup]:
    """Return the cautions of several entries in groups, each caution once with the entries that it is on."""
    held = [(entry, {line.slug for line in entry.cautions}) for entry in entries]
    whole = list(cards)
    names: dict[str, Iterable[str]] = {}
    on: dict[str, str] = {}
    for card in whole:
        caution = catalog.entry("cautions", card.slug)
        holders = [entry for entry, slugs in held if card.slug in slugs]
        names[card.slug] = list(dict.fromkeys(name for entry in holders for name in _names(caution, entry)))
        on[card.slug] = english_list([entry.name for entry in holders], page_texts()["lists"]["and"])
    return [replace(one, on=on) for one in _groups(whole, names, "compare")]


def _groups(
    cards: Sequence[CautionCard], names: Mapping[str, Iterable[str]], texts: str
) -> list[CautionGroup]:
    """Return groups by severity; who is named in a graver one comes last, so that a fold shows who is new."""
    groups: list[CautionGroup] = []
    for severity, level in LEVELS.items():
        held = [card for card in cards if card.severity is severity]
        if not held:
            continue
        named = {name for one in groups for name in one.names}
        people = sorted(interleaved(names[card.slug] for card in held), key=lambda name: name in named)
        shown = people if level in GROUP_LEVELS else [card.title for card in held]
        heading = say(page_texts()[texts][level], count=len(shown))
        line = _line(level, page_texts()["careful"]["short"]["avoid"], shown, len(shown))
        groups.append(CautionGroup(level, shown, held, heading, line))
    return groups


def _line(level: str, avoid: str, names: Sequence[str], count: int) -> str:
    """Return a group in a list: whom or what the gravest is about, of the others the number."""
    text = avoid if level == "avoid" else page_texts()["careful"]["short"][level]
    return say(text, count=count, names=", ".join(names))


def interleaved(names_of_each: Iterable[Iterable[str]]) -> list[str]:
    """Return unique names, the first of each caution before the second of any."""
    rounds = zip_longest(*names_of_each)
    return list(dict.fromkeys(name for each in rounds for name in each if name is not None))


def _names(caution: Entry, entry: Entry) -> Iterator[str]:
    """Yield the people of a caution; on the page of a condition or medicine, what the caution is about."""
    if not isinstance(caution, Caution):
        return
    scope = {one.id for one in caution.form_scope}
    texts = page_texts()["careful"]
    condition = texts["forms"].get(caution.form)
    applies = caution.applies_to
    items = [*applies.foods, *applies.supplements, *applies.activities]
    if entry.kind in PERSONAL_KINDS and items:
        found = [(one.name, one.id in scope) for one in items]
    else:
        keys = {key_of(entry)} if entry.kind in USABLE_KINDS else {one.id for one in items}
        narrowed = bool(keys) and keys <= scope
        found = [(name, narrowed) for name in people_of(caution)] or [(caution.name, narrowed)]
    for name, is_narrowed in found:
        yield say(texts["with_form"], name=name, form=condition) if condition and is_narrowed else name


def people_of(caution: Caution | CautionCard) -> Iterator[str]:
    """Yield the groups of people that a caution is for; none: everyone."""
    yield from (stage.label.lower() for stage in caution.who.life_stages)
    yield from (without_article(noun(one.name)) for one in caution.who.conditions)
    yield from (without_article(noun(one.name)) for one in caution.who.medicines)
    allergy = page_texts()["careful"]["allergy"]
    yield from (say(allergy, name=one.label.lower()) for one in caution.who.allergies)


def concerns_everyone(card: CautionCard) -> bool:
    """Return whether a caution says avoid or ask first without naming groups of people."""
    return card.severity.needs_advice and not any(people_of(card))


def names_all(card: CautionCard) -> bool:
    """Return whether the sentence of a caution names everyone it is for, so that it needs no list of them."""
    sentence = card.sentence.lower()
    return all(name.lower() in sentence for name in people_of(card))


def capitalized(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]
