"""Questions that nobody asked before: distinct queries as people and apps make them, and reproducible."""

import random
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from app.catalog.catalog import Catalog
from app.vocabulary.food import Diet, Fodmap, FreeFrom

RandomRequest = Callable[[random.Random], str]
WORD = re.compile(r"[A-Za-z][a-z]{2,}")


def distinct(draw: RandomRequest, seed: int) -> Iterator[str]:
    """Yield paths that differ from each other, as long as the draw has any."""
    chance, asked = random.Random(seed), set()
    while True:
        path = draw(chance)
        if path not in asked:
            asked.add(path)
            yield path


def random_filter(chance: random.Random) -> str:
    """Return a list of foods by diet, allergens, FODMAP and page size."""
    pairs = [("limit", str(chance.randint(1, 100)))]
    for name, values, most in (("diet", Diet, 2), ("free_from", FreeFrom, 4), ("fodmap", Fodmap, 3)):
        pairs += [(name, value.value) for value in chance.sample(list(values), chance.randint(0, most))]
    if chance.random() < 1 / 2:
        pairs.append(("include_uncertain", "true"))
    return f"/v1/food-sources?{urlencode(pairs)}"


def words_of(catalog: Catalog) -> list[str]:
    """Return every word of the names and summaries of a release, in alphabetical order."""
    entries = (entry for kind in catalog.kinds.values() for entry in kind)
    return sorted(
        {word.lower() for entry in entries for word in WORD.findall(f"{entry.name} {entry.summary}")}
    )


def random_search(words: list[str], path: str, parameter: str) -> RandomRequest:
    """Return a draw of one to three words of the content, now and then misspelt by a letter."""

    def draw(chance: random.Random) -> str:
        chosen = chance.sample(words, chance.choice([1, 2, 2, 3]))
        if chance.random() < 1 / 5:
            place = chance.randrange(len(chosen[0]))
            chosen[0] = chosen[0][:place] + chance.choice("aeiourst") + chosen[0][place + 1 :]
        return f"{path}{urlencode({parameter: ' '.join(chosen)})}"

    return draw


def random_prefix(words: list[str]) -> RandomRequest:
    """Return a draw of what stands in a search field while a person types."""

    def draw(chance: random.Random) -> str:
        whole = " ".join(chance.sample(words, chance.choice([1, 2, 2])))
        return f"/v1/suggest?{urlencode({'q': whole[: chance.randint(2, len(whole))]})}"

    return draw
