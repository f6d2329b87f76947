"""The sentence of a caution: for whom, what to do with what, and when.

`clients/kit/src/sentences.ts` makes it again, offline; `clients/tests/test_kit.py` compares both.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from app.core.english_list import english_list
from app.core.entry_keys import kind_of
from app.core.references import FOOD_KINDS, Reference
from app.kinds.sentence_words import SentenceWords, common_verb, noun, without_article
from app.schemas.entries import MAX_SENTENCE, Who
from app.vocabulary.safety import Allergen, Form, LifeStage

Told = tuple[str, str]
"""The key of a condition or medicine, else an empty text, and its clause."""

STAGE_CLAUSES = {
    LifeStage.INFANT: "you care for a baby",
    LifeStage.CHILD: "you care for a child",
    LifeStage.ADOLESCENT: "you are a teenager",
    LifeStage.ADULT: "you are an adult",
    LifeStage.PREGNANCY: "you are pregnant",
    LifeStage.TRYING_FOR_A_BABY: "you are trying for a baby",
    LifeStage.BREASTFEEDING: "you are breastfeeding",
    LifeStage.PERIMENOPAUSE: "you are near menopause",
    LifeStage.POSTMENOPAUSE: "you are past menopause",
    LifeStage.OLDER_ADULT: "you are an older adult",
}
ADULT_STAGES = {LifeStage.PERIMENOPAUSE, LifeStage.POSTMENOPAUSE, LifeStage.OLDER_ADULT}
"""Stages that *adult* includes."""

FORM_CONDITIONS = {
    Form.UNPASTEURISED: "if not pasteurised",
    Form.MOULD_RIPENED: "if mould-ripened",
    Form.HOME_MADE: "if home-made",
    Form.RAW: "if raw",
    Form.CANNED: "if canned",
    Form.SWEETENED: "if sweetened",
    Form.LARGE_AMOUNT: "in large amounts",
    Form.SUPPLEMENT_DOSE: "as a supplement",
    Form.COOKED_AND_STORED: "if cooked ahead and kept",
    Form.CONTAINS_GLUTEN: "that may contain gluten",
}
"""What follows the name of an entry that a form narrows; an allergen is named by the caution."""

HOLDS = (Form.CONTAINS_ALLERGEN, Form.CONTAINS_GLUTEN)
"""Forms of what holds something: other entries of the caution hold it for certain."""

VERBS = ("you are", "you care for", "you have or had", "you have", "you take", "you had")
"""Clauses that begin alike are joined: *you have diabetes or liver disease*."""

AFTERTHOUGHT = re.compile(r"; [^;]*\.$")
"""What an action adds to what it says; it is left out where everyone is named only so."""

HAD = re.compile(r"^you have had ")
AND_MAY = " and may "
HAVE = re.compile(r"\bhave\b", re.IGNORECASE)
"""What an action says for *eat*, *drink* or *take*."""

ANY_FOOD_ALLERGY = "conditions/food-allergy"
"""A caution for it names no single allergen in its sentence."""

MAX_PEOPLE = 4
"""Groups that one reader is told to be in; `matched` of the flag has all of them."""

MAX_ITEMS = 3
"""Names in one sentence; more are *these foods*."""


class SentenceParts(Protocol):
    """The fields of a caution that its sentence is made from."""

    @property
    def action(self) -> str | None:
        """Return what to do."""

    @property
    def unless(self) -> str | None:
        """Return the exception."""

    @property
    def who(self) -> Who:
        """Return whom it is for."""

    @property
    def group_noun(self) -> str | None:
        """Return what its entries are called together."""

    @property
    def form(self) -> Form | None:
        """Return the form it holds for."""

    @property
    def form_scope(self) -> Sequence[Reference]:
        """Return the entries that the form narrows."""


def caution_sentence(
    caution: SentenceParts,
    words: SentenceWords,
    items: Sequence[str],
    matched: Who | None = None,
) -> str:
    """Return a caution as one sentence of at most MAX_SENTENCE characters, longer only if nothing helps.

    `items` are the entries that it is shown with, by `<kind>/<slug>`. `matched` is what one reader is, has
    and takes: the sentence then names nobody else. Groups of people that do not fit are counted, but not to
    one reader.
    """
    allergies = (matched and matched.allergies) or caution.who.allergies
    texts = _item_texts(caution, words, items, allergies)
    rests = [_what_to_do(caution, text, verb) for text, verb in texts]
    told = _told(matched or caution.who, words)
    if matched is None:
        candidates = _general_candidates(told, words, rests)
    else:
        candidates = _reader_candidates(_for_reader(told, caution.who, words), rests)
    sentence = ""
    for sentence in candidates:
        if len(sentence) <= MAX_SENTENCE:
            break
    return sentence


def _general_candidates(told: Sequence[Told], words: SentenceWords, rests: Sequence[str]) -> Iterator[str]:
    """Yield the sentence for everyone, the longest first: an afterthought goes before a group of people."""
    keys = {key for key, _ in told if key}
    groups = _without_doubles(told, words)
    inner = {
        clause
        for key, clause in told
        if any(kind_of(one) == kind_of(key) for one in keys & _wider(key, words))
    }
    widest = [one for one in groups if one not in inner]
    for rest in rests:
        yield _joined(groups, rest)
    for rest in rests:
        yield _joined(widest, rest)
    shorter = [AFTERTHOUGHT.sub(".", rest) for rest in rests]
    for shown in (groups, widest):
        for rest in shorter:
            yield _joined(shown, rest)
    ranked = _ranked(widest, told, words)
    shown_first = [ranked[:number] for number in range(len(ranked) - 1, 0, -1)]
    for shown in (*shown_first, *([one] for one in sorted(widest, key=len))):
        yield _joined([one for one in widest if one in shown], rests[-1], len(widest) - len(shown))


def _reader_candidates(groups: Sequence[str], rests: Sequence[str]) -> Iterator[str]:
    """Yield the sentence for one reader, the longest first."""
    shown = groups[:MAX_PEOPLE]
    for rest in rests:
        yield _joined(shown, rest)
    for number in range(len(shown) - 1, 0, -1):
        yield _joined(shown[:number], rests[-1])
    if len(shown) > 1:
        for one in sorted(shown, key=len):
            yield _joined([one], rests[-1])


def _joined(groups: Sequence[str], rest: str, others: int = 0) -> str:
    return f"{_for_whom(groups, others)}: {rest}"


def clause_of(who: Who, words: SentenceWords) -> str:
    """Return the first group of people as a clause, such as *you take warfarin*."""
    return next(clause for _, clause in _told(who, words))


def _told(who: Who, words: SentenceWords) -> list[Told]:
    """Return each group of people with its key and its clause; a stage of life or an allergy has no key."""
    stages = set(who.life_stages)
    if LifeStage.ADULT in stages:
        stages -= ADULT_STAGES
    conditions = [one.id for one in who.conditions]
    allergies = () if ANY_FOOD_ALLERGY in conditions else who.allergies
    return [
        *(("", STAGE_CLAUSES[stage]) for stage in who.life_stages if stage in stages),
        *((key, words.clauses[key]) for key in (*conditions, *(one.id for one in who.medicines))),
        *(("", f"you have {noun(f'{_singular(one)} allergy')}") for one in allergies),
    ]


def _without_doubles(told: Sequence[Told], words: SentenceWords) -> list[str]:
    """Return the clauses, none that says a wider group again: *Crohn disease with a narrowed bowel*."""
    names = {key: without_article(words.nouns[key]) for key, _ in told if key}
    return _unique(
        clause
        for key, clause in told
        if not any(names[wider] in clause for wider in _wider(key, words) if wider in names)
    )


def _for_reader(told: Sequence[Told], who: Who, words: SentenceWords) -> list[str]:
    """Return the clauses of one reader: of a group and a wider one the narrower, and what only may be so."""
    keys = {key for key, _ in told if key}
    held = keys.union(*(words.wider[key] for key in keys))
    wider = {one for key in keys for one in words.wider[key] if kind_of(one) == kind_of(key)}
    named = [one.id for one in who.conditions]
    meant = {*named, *(one.id for one in who.medicines)}
    clauses = []
    for key, clause in told:
        if key in wider:
            continue
        perhaps = [one for one in named if key and one in words.perhaps[key]]
        if not perhaps or not meant.isdisjoint({key, *words.wider[key]}):
            clauses.append(clause)
        elif held.isdisjoint(perhaps):
            clauses.append(_with_possible(clause, words.clauses[perhaps[0]]))
    return _unique(clauses)


def _with_possible(clause: str, possible: str) -> str:
    """Return a clause with what may go with it: *you take alendronate and may have osteoporosis*."""
    said = possible.startswith("you have ") and clause.startswith("you ")
    return f"{clause} and may {possible.removeprefix('you ')}" if said else clause


def _wider(key: str, words: SentenceWords) -> frozenset[str]:
    return words.wider.get(key, frozenset())


def _ranked(groups: Sequence[str], told: Sequence[Told], words: SentenceWords) -> list[str]:
    """Return groups, the first of each list before the second of any, and who may be in another one last."""
    keys = {key for key, _ in told if key}
    places: dict[str, int] = {}
    ranks: dict[str, tuple[bool, int]] = {}
    for key, clause in told:
        kind = kind_of(key) if key else str(clause in STAGE_CLAUSES.values())
        places[kind] = places.get(kind, -1) + 1
        within = _wider(key, words) | words.perhaps.get(key, frozenset())
        ranks[clause] = (not keys.isdisjoint(within), places[kind])
    return sorted(groups, key=ranks.__getitem__)


def _unique(clauses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(clauses))


def _singular(allergen: Allergen) -> str:
    """Return the name of an allergen before another noun: a *nut* allergy."""
    return "nut" if allergen is Allergen.NUTS else allergen.label


def _what_to_do(caution: SentenceParts, item: str, verb: str) -> str:
    action = HAVE.sub(verb, (caution.action or "").removesuffix(".")).replace("{item}", item)
    return f"{action[:1].lower()}{action[1:]}{f' unless {caution.unless}' if caution.unless else ''}."


def _for_whom(clauses: Sequence[str], others: int) -> str:
    if not clauses:
        return "For everyone"
    groups: dict[str, list[str]] = {}
    for clause in (HAD.sub("you had ", one) for one in clauses):
        verb = next((verb for verb in VERBS if clause.startswith(f"{verb} ")), "")
        if not verb or AND_MAY in clause:
            groups[clause] = []
        else:
            groups.setdefault(verb, []).append(clause.removeprefix(f"{verb} "))
    parts = [f"{verb} {_alternatives(nouns)}".strip() for verb, nouns in groups.items()]
    if others:
        parts.append(f"you are in {'one other group' if others == 1 else f'one of {others} other groups'}")
    parts = [parts[0], *(part.removeprefix("you ") for part in parts[1:])]
    return f"If {', '.join(parts[:-1])}, or {parts[-1]}" if len(parts) > 1 else f"If {parts[0]}"


def _alternatives(nouns: Sequence[str]) -> str:
    """Return nouns as a list with *or*, with a comma before it where a noun has an *or* of its own."""
    if len(nouns) > 1 and any(" or " in one for one in nouns):
        return f"{', '.join(nouns[:-1])}, or {nouns[-1]}"
    return english_list(nouns)


def _item_texts(
    caution: SentenceParts, words: SentenceWords, items: Sequence[str], allergies: Iterable[Allergen]
) -> list[tuple[str, str]]:
    """Return what stands for the entries and the verb for them, the best first: names, then a noun.

    What holds an allergen only in some forms is said to hold these `allergies`.
    """
    condition = _form_condition(caution.form, allergies)
    scope = _scope(caution, words, items)
    all_scoped = bool(scope) and scope.issuperset(key for key in items if kind_of(key) != "activities")
    may_hold = bool(scope) and caution.form in HOLDS
    named = english_list(
        [words.nouns[key] + (condition if key in scope and not all_scoped else "") for key in items]
    )
    nouns = (caution.group_noun, _group_noun(items)) if len(items) != 1 else ()
    texts = [
        *([named + (condition if all_scoped else "")] if 0 < len(items) <= MAX_ITEMS else []),
        *(noun + (condition if all_scoped or may_hold else "") for noun in nouns if noun),
    ]
    verb = common_verb(words.verbs[key] for key in items)
    return [(text, verb) for text in texts]


def _scope(caution: SentenceParts, words: SentenceWords, items: Sequence[str]) -> set[str]:
    """Return the items that the form narrows, or that are a kind of something that it narrows."""
    scope = {one.id for one in caution.form_scope if one.kind != "activities"}
    return {key for key in items if key in scope or not scope.isdisjoint(_wider(key, words))}


def _form_condition(form: Form | None, allergies: Iterable[Allergen]) -> str:
    if form is None:
        return ""
    allergens = english_list([one.label.lower() for one in allergies]) or "it"
    return f" {FORM_CONDITIONS.get(form, f'that may contain {allergens}')}"


def _group_noun(keys: Sequence[str]) -> str:
    kinds = {kind_of(key) for key in keys}
    nouns = [
        *(["foods"] if kinds & set(FOOD_KINDS) else []),
        *(["supplements"] if "supplements" in kinds else []),
        *(["activities"] if "activities" in kinds else []),
    ]
    return f"these {english_list(nouns) or 'items'}"
