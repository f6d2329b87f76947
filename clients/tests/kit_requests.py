"""Random requests for the kit and the server: what people type, by the same words as the other tests."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import yaml

from tests.features.reference_check import ALLERGIES, DIETS, STAGES
from tests.features.search_strings import PIECES
from tests.fixtures.cli import ROOT

Request = dict[str, Any]
WORD_FIELDS = ("items", "life_stages", "conditions", "medicines", "allergies")
CASES = (
    "recognition_cases",
    "pharmacy_cases",
    "clinic_cases",
    "ward_cases",
    "counter_cases",
    "discharge_cases",
    "check_cases",
)
FEATURES = ROOT / "tests" / "features"
LONGEST = 80
AROUND = (
    "{} 5 mg",
    "no {}",
    "my {} in the morning",
    "{} daily",
    "allergic to {}",
    "{}, {}",
    "stopped {}",
    "{}s",
    "{}5mg",
    "my husband takes {}",
    "{} (my wife too)",
    "my mum has {} and I have {}",
    "stopped {} and now on {}",
)
FREE_FROM = ("dairy", "lactose", "soy", "gluten", "fish", "alcohol", "no gluten", "prawns", "egg allergy")
AVOID = ("high_sodium", "fodmap", "caffeine")
GOALS = ("everyday", "fibre", "calcium", "movement")
FIGURES = (
    "78",
    "78 years old",
    "CKD stage 3",
    "eGFR 25",
    "T-score -2.7",
    "BP 150/95",
    "potassium 5.8",
    "6 months",
)


class Requests:
    """Requests that are drawn one after the other; the same seed draws the same."""

    def __init__(self, downloads: Mapping[str, Any], seed: int) -> None:
        """Take the words of a release and of the cases that were written for recognition."""
        self._random = Random(seed)
        self._parts = downloads["bundle"]["parts"]
        self._keys = sorted(key for key, part in self._parts.items() if _is_entry(part))
        self._words = {field: sorted({*_typed(field), *_named(downloads, field)}) for field in WORD_FIELDS}
        self._queries = _queries()
        everyday = (FEATURES / "everyday_words.txt").read_text(encoding="utf-8").split()
        self._stray = [*everyday, *(piece for piece in PIECES if piece.strip()), *FIGURES]

    def check(self) -> Request:
        """Return the body of a check."""
        body = {field: self._some(field, 3) for field in WORD_FIELDS}
        body["items"] = body["items"] or [self._word("items")]
        return body | {"diet": self._random.choice((None, *DIETS))}

    def citations(self) -> Request:
        """Return the parameters of citations."""
        if self._random.random() < 0.02:
            return {"items": ["guide"]}
        return {"items": self._random.sample(self._keys, self._random.randint(1, 12))}

    def plan(self) -> Request:
        """Return the body of a plan; the words of a third are all understood."""
        chance = self._random
        body: Request = {field: self._some(field, 1) for field in WORD_FIELDS if field != "items"}
        if chance.random() < 0.5:
            body["age"] = chance.randint(0, 100)
        return body | {
            "diet": chance.choice(DIETS),
            "free_from": chance.sample(FREE_FROM, chance.choice((0, 0, 1, 2))),
            "avoid": chance.sample(AVOID, chance.choice((0, 0, 1))),
            "wanted": chance.choice(([], [], ["kombucha"])),
            "sex": chance.choice(("any", "female", "male")),
            "goal": chance.choice(GOALS),
            "days": chance.randint(1, 14),
            "seed": chance.randint(0, 99),
        }

    def search(self) -> Request:
        """Return the parameters of a search: words, questions, half-typed and misspelt ones."""
        words = " ".join(
            self._word(self._random.choice(WORD_FIELDS)) for _ in range(self._random.randint(1, 2))
        )
        how = self._random.random()
        if how < 0.4:
            words = self._random.choice(self._queries)
        if how > 0.8:
            words = words[: self._random.randint(1, len(words))]
        return {"q": words}

    def name(self) -> Request:
        """Return the search for a name or another name of an entry."""
        part = self._parts[self._random.choice(self._keys)]
        return {"q": self._random.choice([part["name"], *part["aliases"], *part.get("examples", ())])}

    def _some(self, field: str, most: int) -> list[str]:
        return [self._word(field) for _ in range(self._random.randint(0, most))]

    def _word(self, field: str) -> str:
        """Return a word of a field: mostly as it is, else misspelt, in a sentence, or of another field."""
        chance = self._random
        word = chance.choice(self._words[field])
        how = chance.random()
        if how < 0.15:
            word = chance.choice(AROUND).format(word, chance.choice(self._words[field]))
        elif how < 0.35:
            word = self._misspelt(word)
        elif how < 0.4:
            word = chance.choice(self._words[chance.choice(WORD_FIELDS)])
        elif how < 0.45:
            word = chance.choice(self._stray)
        return word[:LONGEST]

    def _misspelt(self, word: str) -> str:
        """Return a word with one or two typing errors."""
        letters = list(word)
        for _ in range(self._random.randint(1, 2)):
            place = self._random.randrange(len(letters))
            error = self._random.choice(("swap", "drop", "double", "change"))
            if error == "swap" and place + 1 < len(letters):
                letters[place : place + 2] = letters[place + 1], letters[place]
            elif error == "drop" and len(letters) > 1:
                del letters[place]
            elif error == "double":
                letters.insert(place, letters[place])
            else:
                letters[place] = self._random.choice("aeiounrst")
        return "".join(letters)


def _is_entry(part: Any) -> bool:
    return isinstance(part, dict) and "kind" in part


def _queries() -> Sequence[str]:
    """Return the queries that the ranking was judged by."""
    judged = yaml.safe_load((FEATURES / "relevance.yaml").read_text(encoding="utf-8"))
    return [str(one["query"]) for one in judged]


def _typed(field: str) -> Sequence[str]:
    """Return what the cases type in a field."""
    if field == "life_stages":
        return [*STAGES, *FIGURES]
    if field == "allergies":
        return [*ALLERGIES, "prawns", "peanut butter", "cow's milk", "tree nuts", "gluten"]
    found: list[str] = []
    for name in CASES:
        for case in yaml.safe_load((FEATURES / f"{name}.yaml").read_text(encoding="utf-8")):
            typed = case.get(field, ())
            found += [typed] if isinstance(typed, str) else map(str, typed)
    if field == "conditions":
        typed_conditions = yaml.safe_load((FEATURES / "typed_conditions.yaml").read_text(encoding="utf-8"))
        found += [str(word) for case in typed_conditions["understood"] for word in case["words"]]
    return found


def _named(downloads: Mapping[str, Any], field: str) -> Sequence[str]:
    """Return the names of a field: those of the download and those of entries."""
    files = [file["names"] for file in downloads["names"]["files"] if file["names"].get("field") == field]
    names = [name for file in files for group in file.get("groups", ()) for name in group["names"]]
    names += [name for file in files for group in file.get("more", ()) for name in group["names"]]
    kinds = downloads["rules"]["recognition"]["kinds"].get(field, ())
    for key, part in downloads["bundle"]["parts"].items():
        if key.split("/")[0] in kinds:
            names += [key, part["slug"], part["name"], *part["aliases"], *part.get("examples", ())]
    return names
