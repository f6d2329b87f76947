"""The processor time of a check of many misspelt words: a small multiple of a check of one item."""

import gc
import json
import time
from collections.abc import Iterator
from random import Random

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.cli.serve import GC_THRESHOLDS
from benchmarks.check_cost import large_request, one_item

ROUNDS = 12
LARGE_CHECKS = 120
"""By default of the interpreter, one full collection falls within."""

MOST_TIMES_ONE = 24
"""Above the aim of the benchmark, since other tests and the tracing of a covered run share the processor."""


async def processor_seconds(client: httpx.AsyncClient, body: dict[str, list[str]]) -> float:
    """Return the time that this process worked to answer, its threads included: the least of some."""
    content = json.dumps(body)
    headers = {"Content-Type": "application/json"}
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        answer = await client.post("/v1/check", content=content, headers=headers)
        took.append(time.process_time() - began)
        assert answer.status_code == 200
    return min(took)


async def test_large_check_with_typing_errors_costs_little_more_than_one_item(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    random = Random(9)
    large = large_request(catalog, random)
    assert [len(names) for names in large.values()] == [50, 20, 20]

    one = await processor_seconds(client, one_item(catalog, random))
    assert await processor_seconds(client, large) < MOST_TIMES_ONE * one


@pytest.fixture
def full_collections() -> Iterator[list[str]]:
    """Collect garbage as the server does; yield the full collections from now on."""
    before, seen = gc.get_threshold(), list[str]()

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            seen.append(phase)

    gc.collect()
    gc.set_threshold(*GC_THRESHOLDS)
    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.set_threshold(*before)


async def test_large_checks_do_not_wait_for_full_collections(
    client: httpx.AsyncClient, catalog: Catalog, full_collections: list[str]
) -> None:
    random = Random(9)
    for _ in range(LARGE_CHECKS):
        answer = await client.post("/v1/check", json=large_request(catalog, random))
        assert answer.status_code == 200
    assert full_collections == []
