"""The cost of a check: many items, medicines and conditions with typing errors against one item."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from string import ascii_lowercase
from time import perf_counter

import httpx

from app.catalog.catalog import Catalog
from app.catalog.name_schemas import NameField
from app.features.recognition.name_index import name_index_of
from benchmarks.load import percentile
from benchmarks.results import Target, table

Request = dict[str, list[str]]
LARGE: dict[NameField, int] = {"items": 50, "medicines": 20, "conditions": 20}
MOST_TIMES_ONE = 8


@dataclass(frozen=True)
class CheckCost:
    """Milliseconds of one sort of check."""

    name: str
    p50: float
    p99: float


def misspelt(name: str, random: Random) -> str:
    """Return a name with one wrong letter, never the first."""
    place = random.randrange(1, len(name))
    return name[:place] + random.choice(ascii_lowercase) + name[place + 1 :]


def large_request(catalog: Catalog, random: Random) -> Request:
    """Return a check of 50 items, 20 medicines and 20 conditions, each with a typing error."""
    offers = name_index_of(catalog).offers
    return {
        field: [misspelt(name, random) for name in random.sample(sorted(offers[field]), count)]
        for field, count in LARGE.items()
    }


def one_item(catalog: Catalog, random: Random) -> Request:
    """Return a check of one item."""
    return {"items": [random.choice(sorted(name_index_of(catalog).offers["items"]))]}


def measure_checks(address: str, catalog: Catalog, count: int) -> list[CheckCost]:
    """Return what checks of one item cost, then those of many words, in alternation after a warm-up."""
    random = Random(20261129)
    requests = {"one item": one_item, "50 items, 20 medicines, 20 conditions, misspelt": large_request}
    took: dict[str, list[float]] = {name: [] for name in requests}
    with httpx.Client(base_url=address) as client:
        for name, make in (*requests.items(),) * count:
            took[name].append(_milliseconds(client, make(catalog, random)))
    warm = {name: times[count // 4 :] for name, times in took.items()}
    return [CheckCost(name, percentile(times, 50), percentile(times, 99)) for name, times in warm.items()]


def section(found: Sequence[CheckCost]) -> str:
    """Return the table of checks."""
    rows = [[one.name, f"{one.p50:.2f}", f"{one.p99:.2f}", f"{one.p99 / found[0].p99:.1f}"] for one in found]
    return table(["a check of", "p50 ms", "p99 ms", "p99 ÷ one item"], rows)


def targets_of(found: Sequence[CheckCost]) -> Iterator[Target]:
    """Yield the target of a large check."""
    one, large = found
    yield Target(
        "check p99, 90 misspelt words ÷ one item", large.p99 / one.p99, MOST_TIMES_ONE, at_most=True, digits=1
    )


def _milliseconds(client: httpx.Client, request: Request) -> float:
    content = json.dumps(request)
    began = perf_counter()
    client.post("/v1/check", content=content, headers={"Content-Type": "application/json"}).raise_for_status()
    return (perf_counter() - began) * 1e3
