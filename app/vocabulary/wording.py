"""How sure a sentence may sound: the phrases of each grade, and a check that no text says more.

`EFFECT` and `COMPOSITION` build the sentences of the graph. `says_too_much` reads any text:
it finds verbs that promise an effect and asks whether a phrase of the grade holds them back.
It knows English word by word, not by meaning, so it is a net for mistakes and no proof.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty


@dataclass(frozen=True)
class Wording:
    """How a grade is put in words.

    `sentence` and `denial` say that something has an effect, or none, with the places `source`,
    `acts` (acts on), `act` (act on) and `target`. `hedges` hold a promise back to this grade.
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
"""From the surest grade down. A sentence may use the phrases of its grade and of those below it."""

VERBS: Mapping[Relation, tuple[str, str]] = {
    Relation.ACTS_ON: ("acts on", "act on"),
    Relation.BEARS_ON: ("bears on", "bear on"),
}
"""The verbs of effect: as a statement, and after `may`."""

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
"""What is in what: no effect, so no grade and no phrase of doubt."""

PROMISES = (
    *("acts on", "affects", "bears on", "boosts", "builds", "cures", "decreases", "eases", "enhances"),
    *("ensures", "guarantees", "heals", "helps", "improves", "increases", "keeps bone", "keeps your bones"),
    *("lowers", "maintains", "prevents", "promotes", "protects", "proves", "raises", "reduces", "relieves"),
    *("restores", "slows", "stimulates", "stops", "strengthens", "treats", "is good for", "is proven to"),
    *("is known to", "is shown to", "has been shown to", "has been proven to", "can boost", "can cure"),
    *("can enhance", "can heal", "can help", "can improve", "can prevent", "can protect", "can restore"),
    "can strengthen",
)
"""What promises an effect after one thing: `kefir strengthens bone`."""

BARE_PROMISES = (
    *("act on", "affect", "bear on", "boost", "cure", "decrease", "ease", "enhance", "ensure", "guarantee"),
    *("heal", "help", "improve", "increase", "lower", "maintain", "prevent", "promote", "protect", "raise"),
    *("reduce", "relieve", "restore", "slow", "stimulate", "strengthen", "treat", "are good for"),
    *("are proven to", "are known to", "are shown to", "have been shown to", "have been proven to"),
)
"""The same after more than one thing (`fibres raise absorption`) and after `may`."""

_MANY = r"(?!(?:this|is|was|has|its|us|as|less|plus|thus|always)\b)[\w-]{2,}s|bacteria|they|these|people"
_PROMISE = re.compile(
    rf"\b(?:(?P<verb>{'|'.join(PROMISES)})"
    rf"|(?:{_MANY}|does|do|will|may|might|could|probably)(?: also| all| \w+ly)* "
    rf"(?P<bare>{'|'.join(BARE_PROMISES)}))\b",
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
    """Return what may be said of an effect at this grade, without capital and full stop.

    `source` and `target` are one thing each in grammar. `denied`: the evidence points to no effect.
    """
    wording = EFFECT[certainty]
    acts, act = VERBS[relation]
    pattern = wording.denial if denied else wording.sentence
    return pattern.format(source=source, acts=acts, act=act, target=target)


def composition_sentence(relation: Relation, source: str, target: str) -> str:
    """Return what may be said of one thing being in another, without capital and full stop."""
    return COMPOSITION[relation].format(source=source, target=target)


def says_too_much(text: str, certainty: Certainty) -> list[str]:
    """Return every promise of an effect in a text that is surer than the grade allows.

    An empty list: nothing was found. A promise counts as sure as the most doubtful phrase before
    it in the same clause, or as high where there is none; one that is denied is no promise.
    Results of single studies, told in the past tense, are not promises either.
    """
    order = list(EFFECT)
    return [
        promise
        for clause in _CLAUSE.split(_QUESTION.sub("", text))
        for promise, sounds in _promises(clause)
        if order.index(sounds) < order.index(certainty)
    ]


def _promises(clause: str) -> Iterator[tuple[str, Certainty]]:
    """Yield each promise of a clause with the grade that it sounds like."""
    for found in _PROMISE.finditer(clause):
        before = clause[: found.end()]
        if found["verb"]:
            before = _MODAL.sub("", before)  # `may` holds no verb back that ends in s
        # What is asked with `whether` may be answered at the end: whether it helps is not known.
        governing = clause if _WHETHER.search(before) else before
        sounds = _sounds_like(governing)
        if sounds is not Certainty.HIGH or not _DENIAL.search(before):
            yield found["verb"] or found["bare"], sounds


def _sounds_like(text: str) -> Certainty:
    """Return the lowest grade of which a phrase is in the text; high where there is none."""
    for certainty in reversed(EFFECT):
        hedges = "|".join(EFFECT[certainty].hedges)
        if hedges and re.search(rf"\b(?:{hedges})\b", text, re.IGNORECASE):
            return certainty
    return Certainty.HIGH
