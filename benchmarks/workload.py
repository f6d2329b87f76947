"""Workloads: distinct, reproducible requests as people and apps send them."""

import random
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from app.catalog.catalog import Catalog
from app.vocabulary.food import Diet, Fodmap, FreeFrom

RandomRequest = Callable[[random.Random], str]
WORD = re.compile(r"[A-Za-z][a-z]{2,}")


def distinct(make: RandomRequest, seed: int) -> Iterator[str]:
    """Yield distinct paths."""
    rng, seen = random.Random(seed), set()
    while True:
        path = make(rng)
        if path not in seen:
            seen.add(path)
            yield path


def random_filter(rng: random.Random) -> str:
    """Return a list of foods by diet, allergens, FODMAP and page size."""
    pairs = [("limit", str(rng.randint(1, 100)))]
    for name, values, most in (("diet", Diet, 2), ("free_from", FreeFrom, 4), ("fodmap", Fodmap, 3)):
        pairs += [(name, value.value) for value in rng.sample(list(values), rng.randint(0, most))]
    if rng.random() < 1 / 2:
        pairs.append(("include_uncertain", "true"))
    return f"/v1/food-sources?{urlencode(pairs)}"


def words_of(catalog: Catalog) -> list[str]:
    """Return every word of the names and summaries of a release, in alphabetical order."""
    entries = (entry for kind in catalog.entries_by_kind.values() for entry in kind)
    return sorted(
        {word.lower() for entry in entries for word in WORD.findall(f"{entry.name} {entry.summary}")}
    )


def random_search(words: list[str], path: str, parameter: str) -> RandomRequest:
    """Return a generator of searches: one to three words of the content, one in five with a typo."""

    def make(rng: random.Random) -> str:
        chosen = rng.sample(words, rng.choice([1, 2, 2, 3]))
        if rng.random() < 1 / 5:
            place = rng.randrange(len(chosen[0]))
            chosen[0] = chosen[0][:place] + rng.choice("aeiourst") + chosen[0][place + 1 :]
        return f"{path}{urlencode({parameter: ' '.join(chosen)})}"

    return make


def random_prefix(words: list[str]) -> RandomRequest:
    """Return a generator of prefixes, as typed into a search field."""

    def make(rng: random.Random) -> str:
        whole = " ".join(rng.sample(words, rng.choice([1, 2, 2])))
        return f"/v1/suggest?{urlencode({'q': whole[: rng.randint(2, len(whole))]})}"

    return make
