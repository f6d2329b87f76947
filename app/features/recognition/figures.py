"""Figures that tell a condition or a stage of life: ages, stages of kidney disease, T-scores, readings."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.name_schemas import NameField

INFANT_MONTHS, ADULT_YEARS, OLDEST = 12, 18, 110
STAGES_BY_AGE = ((1, "infant"), (13, "child"), (ADULT_YEARS, "adolescent"), (65, "adult"))
"""Stages of life, each below an age; from the last one on: older adult."""

TENS = {
    name: number
    for number, name in zip(
        range(20, 100, 10),
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        strict=True,
    )
}
ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
STAGES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
HIGH_BLOOD_PRESSURE, VERY_HIGH_BLOOD_PRESSURE = (140, 90), (180, 110)
FULL_TERM_WEEKS = 37
NORMAL_EGFR, LOW_EGFR = 60, 30
HIGH_POTASSIUM = 5.5
LOW_NEUTROPHILS, CELLS_PER_MICROLITRE = 2.0, 100
OSTEOPOROSIS_T_SCORE, LOW_T_SCORE = -2.5, -1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure tells, and where it stands. No slug: it is understood and tells nothing."""

    field: NameField
    slug: str | None
    start: int
    end: int


def figures_in(text: str, name_field: NameField) -> Iterator[Figure]:
    """Yield the figures of one entry; an age only where a person is described."""
    if not MAY_HOLD_FIGURE.search(text):
        return
    readers = [*READERS, *AGES.get(name_field, ())]
    taken: list[range] = []
    for pattern, read in readers:
        for match in pattern.finditer(text.lower()):
            span = range(match.start(), match.end())
            if any(span.start < other.stop and other.start < span.stop for other in taken):
                continue
            found = read(match)
            if found is not None:
                taken.append(span)
                yield Figure(found[0], found[1], match.start(), match.end())


Reading = tuple[NameField, str | None]
Read = Callable[[re.Match[str]], Reading | None]
Reader = tuple[re.Pattern[str], Read]


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _kidney_stage(match: re.Match[str]) -> Reading:
    stage = match["stage"]
    if stage.endswith("d"):
        return "conditions", "dialysis"
    number = STAGES.get(stage) or int(stage)
    return "conditions", "ckd-stage-4-5" if number >= STAGES["iv"] else "chronic-kidney-disease"


def _egfr(match: re.Match[str]) -> Reading:
    value = int(match["value"]) - bool(match["less"])
    if value >= NORMAL_EGFR:
        return "conditions", None
    return "conditions", "ckd-stage-4-5" if value < LOW_EGFR else "chronic-kidney-disease"


def _t_score(match: re.Match[str]) -> Reading:
    value = _number(match["value"])
    score = -value if match["sign"] and match["sign"].strip() != "+" else value
    if score <= OSTEOPOROSIS_T_SCORE:
        return "conditions", "osteoporosis"
    return "conditions", "osteopenia" if score < LOW_T_SCORE else None


def _blood_pressure(match: re.Match[str]) -> Reading:
    upper, lower = int(match["upper"]), int(match["lower"])
    if upper >= VERY_HIGH_BLOOD_PRESSURE[0] or lower >= VERY_HIGH_BLOOD_PRESSURE[1]:
        return "conditions", "uncontrolled-hypertension"
    is_high = upper >= HIGH_BLOOD_PRESSURE[0] or lower >= HIGH_BLOOD_PRESSURE[1]
    return "conditions", "hypertension" if is_high else None


def _neutrophils(match: re.Match[str]) -> Reading:
    value = _number(match["value"])
    count = value / 1000 if value >= CELLS_PER_MICROLITRE else value
    return "conditions", "neutropenia" if count < LOW_NEUTROPHILS else None


def _potassium(match: re.Match[str]) -> Reading:
    return "conditions", "high-potassium" if _number(match["value"]) >= HIGH_POTASSIUM else None


def _years(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, *ones = re.split(r"[ -]", text)
    return TENS[tens] + sum(ONES.index(one) + 1 for one in ones)


def _adult_age(match: re.Match[str]) -> Reading | None:
    return _age(match) if _years(match["value"]) >= ADULT_YEARS else None


def _months(match: re.Match[str]) -> Reading:
    is_of_months = match["unit"].startswith("m") or match["unit"] == "/12"
    is_young = not is_of_months or int(match["value"]) < INFANT_MONTHS
    return "life_stages", "infant" if is_young else "child"


def _age(match: re.Match[str]) -> Reading | None:
    years = _years(match["value"])
    if years > OLDEST:
        return None
    return "life_stages", next((stage for limit, stage in STAGES_BY_AGE if years < limit), "older_adult")


def _weeks_at_birth(match: re.Match[str]) -> Reading:
    return "conditions", "preterm-birth" if int(match["value"]) < FULL_TERM_WEEKS else None


@dataclass(frozen=True, slots=True)
class _Always:
    """A reader with one result, whatever the figure is."""

    field: NameField
    slug: str

    def __call__(self, _match: re.Match[str]) -> Reading:
        return self.field, self.slug


MAY_HOLD_FIGURE = re.compile(rf"\d|nyha|pugh|stage|grade|kidney|renal|ckd|{'|'.join(TENS)}", re.IGNORECASE)
"""What every text with a figure holds: a digit, its name, or what a Roman numeral or a letter goes with."""

IS = r"\s*(?:level\s*)?(?:of|is|was|were|at|now|last|(?:down|up|back) to|running at|=|:)?\s*"
PLACE = r"(?: (?:at|of|in) (?:the |my |her |his )?(?:hip|spine|neck|femur))?"
STAGE = r"(?P<stage>[1-5]d?|i{1,3}|iv|v)[ab]?\b"
KIDNEY = r"(?:ckd|(?:chronic )?(?:kidney|renal) disease)"
READERS: tuple[Reader, ...] = (
    (re.compile(rf"\b{KIDNEY}\s*,?\s*(?:stage|grade|g)?\s*{STAGE}"), _kidney_stage),
    (re.compile(rf"\b(?:stage|grade)\s*{STAGE}\s*{KIDNEY}\b"), _kidney_stage),
    (re.compile(rf"\be?gfr{IS}(?P<less><|below|under)?\s*(?P<value>\d{{1,3}})\b"), _egfr),
    (
        re.compile(
            rf"\b(?:kidneys?|renal)(?: function)?(?: working)?{IS}(?P<less><|below|under)?\s*"
            r"(?P<value>\d{1,2})\s*(?:%|per ?cent\b)"
        ),
        _egfr,
    ),
    (
        re.compile(
            rf"\bt\s*-?\s*score{PLACE}{IS}(?P<sign>[-\u2212\u2013+]|minus\s+)?\s*(?P<value>\d(?:[.,]\d{{1,2}})?)\b"
        ),
        _t_score,
    ),
    (
        re.compile(rf"\b(?:bp|blood pressure){IS}(?P<upper>\d{{2,3}})\s*/\s*(?P<lower>\d{{2,3}})\b"),
        _blood_pressure,
    ),
    (
        re.compile(rf"\b(?:neutrophils?|anc)(?:\s*count)?{IS}(?P<value>\d{{1,5}}(?:[.,]\d{{1,2}})?)\b"),
        _neutrophils,
    ),
    (
        re.compile(
            rf"\b(?:(?:serum )?(?:potassium|kalium){IS}|k\+?\s*(?:of|is|was|=|:))\s*"
            r"(?P<value>[3-9](?:[.,]\d{1,2})?)\b(?!\s*(?:mg|g|tab|cap))"
        ),
        _potassium,
    ),
    (re.compile(r"\bnyha\s*(?:class)?\s*(?:i{1,3}|iv|[1-4])\b"), _Always("conditions", "heart-failure")),
    (re.compile(r"\bchild[- ]?pugh\s*[abc]\b"), _Always("conditions", "liver-disease")),
    (re.compile(r"\bborn at\s*(?P<value>\d{2})\s*(?:weeks?|wks?)\b"), _weeks_at_birth),
    (
        re.compile(r"\b\d{1,2}\s*(?:weeks?|wks?|months?)\s*(?:pregnant|gestation)\b"),
        _Always("life_stages", "pregnancy"),
    ),
)
YOUNG_AGE = r"(?P<value>\d{1,2})\s*-?\s*(?P<unit>months?|mths?|mos?|m|weeks?|wks?|days?|/12|/52)"
"""An age of a small child; 7/12 is seven months."""

AGE = rf"(?P<value>\d{{1,3}}|(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES)}))?)"
AGE_ALONE = rf"(?P<value>\d{{1,3}}|(?:{'|'.join(TENS)})[ -](?:{'|'.join(ONES)}))"
PERSON = "i am|she|he|mum|mom|dad|mother|father|wife|husband|son|daughter|child|kid|girl|boy|who"
ALONE_READERS: tuple[Reader, ...] = (
    (re.compile(rf"^\s*{YOUNG_AGE}\s*$"), _months),
    (re.compile(rf"^\s*{AGE}\s*-?\s*(?:years?|yrs?|y)\s*$"), _age),
)
"""An age where only an age is asked; among conditions it is how long something has lasted."""

IS_PERSON = r"(?:i am|i'm|i\u2019m|im|(?:she|he)(?: is|'s|\u2019s))"
AGE_IN_SENTENCE = r"(?P<value>[1-9]\d|10\d)"

# In their sixties people are adults or older adults: names ask for the age.
AGE_READERS: tuple[Reader, ...] = (
    (re.compile(rf"\b{YOUNG_AGE}\s*-?\s*(?:old|of age|baby(?! due)|infant)\b"), _months),
    (re.compile(rf"\bage[d]?\s*:?\s*{YOUNG_AGE}\b"), _months),
    (re.compile(rf"\b{AGE}\s*-?\s*(?:years?|yrs?)\s*-?\s*(?:old|of age)\b"), _age),
    (re.compile(rf"^\s*{AGE}\s*-?\s*(?:years?|yrs?|y)\s*$"), _adult_age),
    (re.compile(r"\b(?P<value>\d{1,3})\s*y/?o\b"), _age),
    (re.compile(rf"\b(?:{PERSON}) is\s+{AGE}\s*$"), _age),
    (re.compile(rf"\bage[d]?\s*:?\s*{AGE}\b"), _age),
    (re.compile(rf"^\s*(?:i am|i'm|im)\s*{AGE}\s*$"), _age),
    (
        re.compile(rf"^\s*(?:{IS_PERSON}\s+)?{AGE_IN_SENTENCE}(?=\s*(?:and|with|but|who|has|have)\b)"),
        _adult_age,
    ),
    (re.compile(rf"\b{IS_PERSON}\s+{AGE_IN_SENTENCE}\s*$"), _adult_age),
    (re.compile(rf"\band\s+{AGE_IN_SENTENCE}\s*$"), _adult_age),
    (re.compile(rf"^\s*{AGE_ALONE}\s*(?:\+|plus)?\s*$"), _age),
    (re.compile(r"\bin (?:my|his|her|their) (?:early |mid |late )?(?P<value>[1-57-9]0)['\u2019]?s\b"), _age),
    (re.compile(r"^\s*(?:early |mid |late )?(?P<value>[1-57-9]0)['\u2019]?s\s*$"), _age),
)
AGES: Mapping[NameField, tuple[Reader, ...]] = {
    "life_stages": (*ALONE_READERS, *AGE_READERS),
    "conditions": AGE_READERS,
}


def figure_rules() -> dict[str, Any]:
    """Return the patterns with what reads each, as data: the name of a reader, or what it always tells."""
    return {
        "may_hold": MAY_HOLD_FIGURE.pattern,
        "readers": [_rule(*one) for one in READERS],
        "ages": {field: [_rule(*one) for one in readers] for field, readers in AGES.items()},
        "tens": TENS,
        "ones": ONES,
        "stages": STAGES,
        "infant_months": INFANT_MONTHS,
        "adult_years": ADULT_YEARS,
        "oldest": OLDEST,
        "stages_by_age": STAGES_BY_AGE,
        "high_blood_pressure": HIGH_BLOOD_PRESSURE,
        "very_high_blood_pressure": VERY_HIGH_BLOOD_PRESSURE,
        "full_term_weeks": FULL_TERM_WEEKS,
        "normal_egfr": NORMAL_EGFR,
        "low_egfr": LOW_EGFR,
        "high_potassium": HIGH_POTASSIUM,
        "low_neutrophils": LOW_NEUTROPHILS,
        "cells_per_microlitre": CELLS_PER_MICROLITRE,
        "osteoporosis_t_score": OSTEOPOROSIS_T_SCORE,
        "low_t_score": LOW_T_SCORE,
    }


def _rule(pattern: re.Pattern[str], read: Read) -> dict[str, Any]:
    if isinstance(read, _Always):
        return {"pattern": pattern.pattern, "tells": [read.field, read.slug]}
    return {"pattern": pattern.pattern, "reader": read.__name__.strip("_")}
