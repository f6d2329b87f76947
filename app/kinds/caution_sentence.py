"""The sentence of a caution: for whom, what to do with what, and when. One function makes it everywhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from app.core.english_list import english_list
from app.core.entry_keys import kind_of
from app.core.references import FOOD_KINDS, Reference
from app.schemas.entries import MAX_SENTENCE, Who
from app.vocabulary.safety import Form, LifeStage

STAGE_CLAUSES = {
    LifeStage.INFANT: "you care for a baby",
    LifeStage.CHILD: "you care for a child",
    LifeStage.ADOLESCENT: "you care for a teenager",
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

VERBS = ("you are", "you care for", "you have", "you take")
"""Clauses that begin alike are joined: *you have diabetes or liver disease*."""

ANY_FOOD_ALLERGY = "conditions/food-allergy"
"""A caution for it names no single allergen in its sentence."""

MAX_PEOPLE = 4
"""Groups that one reader is told to be in; `matched` of the flag has all of them."""

MAX_ITEMS = 2
"""Names in one sentence; more are *these foods*."""

COUNTABLE_NOUNS = frozenset(
    {"allergy", "bowel", "bypass", "count", "fracture", "habit", "infection", "line", "supplement"}
    | {"patch", "stricture", "substitute", "system", "tablet", "transplant", "valve"}
)
"""Nouns that take an article where they end a name."""

PROPER_NOUNS = frozenset(
    {"Addison", "Bifidobacterium", "Brie", "Brussels", "Camembert", "Cheddar", "Crohn", "Cushing", "Emmental"}
    | {"Gouda", "Graves", "Greek", "Jerusalem", "Lactobacillus", "Paget", "Parkinson", "Parmesan"}
    | {"Saccharomyces", "Swiss", "Wilson"}
)
"""First words of names that keep their capital inside a sentence."""

IN_PARENTHESES = re.compile(r" \([^)]*\)")
END_OF_NOUN = re.compile(r" (?:of|with|in|for) ")


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
    def form(self) -> Form | None:
        """Return the form it holds for."""

    @property
    def form_scope(self) -> Sequence[Reference]:
        """Return the entries that the form narrows."""


def caution_sentence(
    caution: SentenceParts,
    names: Mapping[str, str],
    clauses: Mapping[str, str | None],
    items: Sequence[str],
    matched: Who | None = None,
) -> str:
    """Return a caution as one sentence of at most MAX_SENTENCE characters, longer only if nothing helps.

    `items` are the entries that it is shown with, by `<kind>/<slug>`; `names` are those of all entries,
    `clauses` those of conditions. `matched` is what one reader is, has and takes: the sentence then names
    nobody else. Groups of people that do not fit are counted, but not to one reader.
    """
    groups = list(dict.fromkeys(clauses_of(matched or caution.who, names, clauses)))
    if matched is not None:
        groups = groups[:MAX_PEOPLE]
    rests = [_what_to_do(caution, item) for item in _item_texts(caution, names, items)]
    fewer = [groups[:shown] for shown in range(len(groups) - 1, 0, -1)]
    single = [[group] for group in sorted(groups, key=len)] if len(groups) > 1 else []
    candidates = [*((groups, rest) for rest in rests), *((shown, rests[-1]) for shown in (*fewer, *single))]
    sentence = ""
    for shown, rest in candidates:
        others = len(groups) - len(shown) if matched is None else 0
        sentence = f"{_for_whom(shown, others)}: {rest}"
        if len(sentence) <= MAX_SENTENCE:
            break
    return sentence


def noun(name: str) -> str:
    """Return a name inside a sentence: in lower case unless proper, without what is in parentheses."""
    plain = IN_PARENTHESES.sub("", name)
    first = re.split(r"[ '-]", plain, maxsplit=1)[0]
    keeps_capital = first in PROPER_NOUNS or sum(letter.isupper() for letter in first) > 1
    text = plain if keeps_capital else plain[:1].lower() + plain[1:]
    if END_OF_NOUN.split(text, maxsplit=1)[0].rpartition(" ")[2] not in COUNTABLE_NOUNS:
        return text
    return f"{'an' if text[0].lower() in 'aeiou' else 'a'} {text}"


def clauses_of(who: Who, names: Mapping[str, str], clauses: Mapping[str, str | None]) -> Iterator[str]:
    """Yield a clause for each group of people, such as *you take warfarin*."""
    stages = set(who.life_stages)
    if LifeStage.ADULT in stages:
        stages -= ADULT_STAGES
    yield from (STAGE_CLAUSES[stage] for stage in who.life_stages if stage in stages)
    conditions = [one.id for one in who.conditions]
    yield from (clauses.get(key) or f"you have {noun(names[key])}" for key in conditions)
    yield from (f"you take {noun(names[one.id])}" for one in who.medicines)
    if ANY_FOOD_ALLERGY not in conditions:
        yield from (f"you have {noun(f'{one.label} allergy')}" for one in who.allergies)


def _what_to_do(caution: SentenceParts, item: str) -> str:
    action = (caution.action or "").removesuffix(".").replace("{item}", item)
    return f"{action[:1].lower()}{action[1:]}{f' unless {caution.unless}' if caution.unless else ''}."


def _for_whom(clauses: Sequence[str], others: int) -> str:
    if not clauses:
        return "For everyone"
    groups: dict[str, list[str]] = {}
    for clause in clauses:
        verb = next((verb for verb in VERBS if clause.startswith(f"{verb} ")), "")
        groups.setdefault(verb, []).append(clause.removeprefix(f"{verb} "))
    parts = [f"{verb} {english_list(nouns)}".strip() for verb, nouns in groups.items()]
    if others:
        parts.append(f"you are in {'one other group' if others == 1 else f'one of {others} other groups'}")
    parts = [parts[0], *(part.removeprefix("you ") for part in parts[1:])]
    return f"If {', '.join(parts[:-1])}, or {parts[-1]}" if len(parts) > 1 else f"If {parts[0]}"


def _item_texts(caution: SentenceParts, names: Mapping[str, str], items: Sequence[str]) -> list[str]:
    """Return what stands for the entries, the longest first: their names, and a noun for several."""
    condition = _form_condition(caution)
    scope = {one.id for one in caution.form_scope if one.kind != "activities"}
    all_scoped = not scope.isdisjoint(items) and scope.issuperset(
        key for key in items if not key.startswith("activities/")
    )
    named = english_list(
        [noun(names[key]) + (condition if key in scope and not all_scoped else "") for key in items]
    )
    named += condition if all_scoped else ""
    together = _group_noun(items) + (condition if all_scoped else "")
    return [*([named] if 0 < len(items) <= MAX_ITEMS else []), *([together] if len(items) != 1 else [])]


def _form_condition(caution: SentenceParts) -> str:
    if caution.form is None:
        return ""
    allergens = english_list([one.label.lower() for one in caution.who.allergies]) or "it"
    return f" {FORM_CONDITIONS.get(caution.form, f'that may contain {allergens}')}"


def _group_noun(keys: Sequence[str]) -> str:
    kinds = {kind_of(key) for key in keys}
    nouns = [
        *(["foods"] if kinds & set(FOOD_KINDS) else []),
        *(["supplements"] if "supplements" in kinds else []),
        *(["activities"] if "activities" in kinds else []),
    ]
    return f"these {english_list(nouns) or 'items'}"
