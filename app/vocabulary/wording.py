"""Hedging: the phrases of each grade, and a check that a text does not overclaim.

`EFFECT` and `COMPOSITION` build the sentences of the graph. `find_overclaims` checks any text: it finds
verbs of effect and the hedges before them. It matches words, not meaning, so it may miss an overclaim.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty


@dataclass(frozen=True)
class Wording:
    """The phrases of a grade.

    `sentence` and `denial` are templates for an effect and for no effect, with the placeholders `source`,
    `acts` (acts on), `act` (act on) and `target`. `hedges` are phrases that lower a claim to this grade.
    """

    sentence: str
    denial: str
    hedges: tuple[str, ...]


EFFECT: dict[Certainty, Wording] = {
    Certainty.HIGH: Wording("{source} {acts} {target}", "{source} does not {act} {target}", ()),
    Certainty.MODERATE: Wording(
        "{source} probably {acts} {target}",
        "{source} probably does not {act} {target}",
        ("probably", "likely"),
    ),
    Certainty.LOW: Wording(
        "{source} may {act} {target}",
        "{source} may not {act} {target}",
        ("may", "might", "could", "perhaps", "is linked with", "are linked with", "goes with", "go with"),
    ),
    Certainty.VERY_LOW: Wording(
        "it is very uncertain whether {source} {acts} {target}",
        "it is very uncertain whether {source} {acts} {target}",
        ("very uncertain", "less certain", "whether", "not clear", "one idea"),
    ),
    Certainty.NOT_GRADED: Wording(
        "it is not known whether {source} {acts} {target}",
        "it is not known whether {source} {acts} {target}",
        ("not known", "nobody knows", "no study", "no trial", "nothing", "no agreement"),
    ),
}
"""From the highest grade down. A sentence may use the phrases of its grade and of lower ones."""

VERBS: Mapping[Relation, tuple[str, str]] = {
    Relation.ACTS_ON: ("acts on", "act on"),
    Relation.BEARS_ON: ("bears on", "bear on"),
}
"""The verbs of effect: third person, and after `may`."""

COMPOSITION: Mapping[Relation, str] = {
    Relation.CONTAINS_MICROBE: "{source} contains {target}",
    Relation.CONTAINS_COMPOUND: "{source} contains {target}",
    Relation.PROVIDES: "{source} provides {target}",
    Relation.MAKES: "{source} makes {target}",
    Relation.TURNED_INTO: "{source} can be turned into {target}",
    Relation.BELONGS_TO: "{source} belongs to {target}",
    Relation.INCLUDES: "{source} includes {target}",
    Relation.USES: "{source} makes use of {target}",
}
"""Templates for composition: not an effect, so neither graded nor hedged."""

EFFECT_VERBS = (
    *("acts on", "affects", "bears on", "boosts", "builds", "cures", "decreases", "eases", "enhances"),
    *("ensures", "guarantees", "heals", "helps", "improves", "increases", "keeps bone", "keeps your bones"),
    *("lowers", "maintains", "prevents", "promotes", "protects", "proves", "raises", "reduces", "relieves"),
    *("restores", "slows", "stimulates", "stops", "strengthens", "treats", "is good for", "is proven to"),
    *("is known to", "is shown to", "has been shown to", "has been proven to", "can boost", "can cure"),
    *("can enhance", "can heal", "can help", "can improve", "can prevent", "can protect", "can restore"),
    "can strengthen",
)
"""Claims of an effect after a singular subject: `kefir strengthens bone`."""

PLURAL_EFFECT_VERBS = (
    *("act on", "affect", "bear on", "boost", "cure", "decrease", "ease", "enhance", "ensure", "guarantee"),
    *("heal", "help", "improve", "increase", "lower", "maintain", "prevent", "promote", "protect", "raise"),
    *("reduce", "relieve", "restore", "slow", "stimulate", "strengthen", "treat", "are good for"),
    *("are proven to", "are known to", "are shown to", "have been shown to", "have been proven to"),
)
"""Claims of an effect after a plural subject (`fibres raise absorption`) and after `may`."""

_MANY = r"(?!(?:this|is|was|has|its|us|as|less|plus|thus|always)\b)[\w-]{2,}s|bacteria|they|these|people"
_PROMISE = re.compile(
    rf"\b(?:(?P<verb>{'|'.join(EFFECT_VERBS)})"
    rf"|(?:{_MANY}|does|do|will|may|might|could|probably)(?: also| all| \w+ly)* "
    rf"(?P<bare>{'|'.join(PLURAL_EFFECT_VERBS)}))\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[^.;:!?]*\?")
# A sentence begins with a capital: `subsp. lactis` goes on.
_CLAUSE = re.compile(r"[.!]\s+(?=[^\sa-z])|[;:]\s|,? but |, so |, and (?=this|it|they|that)")
_DENIAL = re.compile(
    r"\b(?:no|none|nobody|never|cannot|not (?:mean|prove|promise|show|tell))\b", re.IGNORECASE
)
_MODAL = re.compile(r"\b(?:may|might|could)\b", re.IGNORECASE)
_WHETHER = re.compile(r"\bwhether\b", re.IGNORECASE)


def effect_sentence(
    certainty: Certainty, relation: Relation, source: str, target: str, *, denied: bool = False
) -> str:
    """Return the sentence for an effect at this grade, without capital and full stop.

    `source` and `target` are singular. `denied`: the evidence points to no effect.
    """
    wording = EFFECT[certainty]
    acts, act = VERBS[relation]
    pattern = wording.denial if denied else wording.sentence
    return pattern.format(source=source, acts=acts, act=act, target=target)


def composition_sentence(relation: Relation, source: str, target: str) -> str:
    """Return the sentence for a composition, without capital and full stop."""
    return COMPOSITION[relation].format(source=source, target=target)


def find_overclaims(text: str, certainty: Certainty) -> list[str]:
    """Return the claims of an effect in a text that sound more certain than the grade allows.

    A claim has the certainty of the weakest hedge before it in the same clause, or `high` without one. A
    negated claim is ignored, and so are results in the past tense.
    """
    order = list(EFFECT)
    return [
        claim
        for clause in _CLAUSE.split(_QUESTION.sub("", text))
        for claim, hedged in _effect_claims(clause)
        if order.index(hedged) < order.index(certainty)
    ]


def _effect_claims(clause: str) -> Iterator[tuple[str, Certainty]]:
    """Yield each claim of an effect in a clause, with the certainty that its hedges express."""
    for found in _PROMISE.finditer(clause):
        before = clause[: found.end()]
        if found["verb"]:
            before = _MODAL.sub("", before)  # `may` does not hedge a verb in the third person
        # With `whether`, the hedge may follow the verb: "whether it helps is not known".
        governing = clause if _WHETHER.search(before) else before
        hedged = _hedged_certainty(governing)
        if hedged is not Certainty.HIGH or not _DENIAL.search(before):
            yield found["verb"] or found["bare"], hedged


def _hedged_certainty(text: str) -> Certainty:
    """Return the lowest grade with a hedge in the text, or `high` without one."""
    for certainty in reversed(EFFECT):
        hedges = "|".join(EFFECT[certainty].hedges)
        if hedges and re.search(rf"\b(?:{hedges})\b", text, re.IGNORECASE):
            return certainty
    return Certainty.HIGH
