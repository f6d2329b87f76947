"""Generated traffic: every protocol class answers alike, and whatever comes, a connection ends in order."""

import asyncio
import gc
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.catalog.catalog import Catalog
from app.config import Settings
from app.server.wire.fast_path_protocol import FastPathProtocol
from app.server.wire.hardened_protocol import HardenedProtocol
from tests.conftest import make_app
from tests.fault_injection.response_checker import parse_response
from tests.server.memory_transport import Endpoint, endpoints_of
from tests.server.phase_mutations import mutated
from tests.server.pipelined_mixes import mix

pytestmark = pytest.mark.full_suite

SEED = 20261128
AT_ONCE = 8
MIXES = [150, pytest.param(25_000, marks=pytest.mark.torture)]
"""Of each sort: those for every class, and those that are for the hardened classes alone."""
INPUTS = [600, pytest.param(100_000, marks=pytest.mark.torture)]
ENOUGH_FOR_RARE = 10_000
"""From so many inputs on, a body that is too large is among them."""

GROWTH = 20_000_000
NEVER = 100_000.0
"""Seconds."""


@pytest.fixture
async def endpoints(sample_catalog: Catalog, sample_engine: Engine) -> AsyncIterator[list[Endpoint]]:
    """Return the application with the fast path, without it, and under uvicorn's own class.

    No time-out ends a request, however slow the machine is.
    """
    settings = Settings(
        header_timeout=NEVER, body_timeout=NEVER, keep_alive_timeout=NEVER, write_timeout=NEVER
    )
    app = make_app(sample_catalog, sample_engine, settings)
    async with endpoints_of(app, FastPathProtocol, HardenedProtocol, HttpToolsProtocol) as endpoints:
        yield endpoints


def tell(text: str) -> None:
    """Say what came of it; `make fuzz-http` shows it."""
    sys.stdout.write(f"\n{text}\n")


async def for_all(indices: Iterable[int], work: Callable[[int], Awaitable[None]]) -> None:
    left = iter(indices)

    async def take() -> None:
        for index in left:
            await work(index)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(take())


def are_alike(one: bytes, other: bytes) -> bool:
    """Return whether two classes sent the same bytes.

    To an incomplete request, whose client has closed its side, the last response may be 400 in place of one
    that did not need its body: that depends on which came first.
    """
    first, second = one.split(b"HTTP/1.1 "), other.split(b"HTTP/1.1 ")
    is_either_400 = b"400 " in {first[-1][:4], second[-1][:4]}
    return one == other or (is_either_400 and first[:-1] == second[:-1])


def without_close(received: bytes) -> bytes:
    """Drop the field by which a response says that the connection closes.

    It is there only if the server had read so before it sent the response.
    """
    return received.replace(b"connection: close\r\n", b"")


def statuses_of(received: bytes) -> list[int]:
    """Return the statuses of responses without HEAD among their requests."""
    found = []
    while received:
        status, received = parse_response(received, b"GET")
        found.append(status)
    return found


@pytest.mark.parametrize("hardened_only", [False, True], ids=["all", "hardened"])
@pytest.mark.parametrize("mixes", MIXES)
async def test_protocol_classes_give_the_same_bytes_and_connection_fate(
    endpoints: list[Endpoint], mixes: int, *, hardened_only: bool
) -> None:
    compared = endpoints[:2] if hardened_only else endpoints
    counts = Counter[str]()

    async def compare(index: int) -> None:
        sent = mix(SEED, index, hardened_only=hardened_only)
        received = [await one.exchange(sent.pieces, half_close=sent.half_close) for one in compared]
        if sent.closes_late:
            received = [without_close(one) for one in received]
        assert all(are_alike(received[0], one) for one in received[1:]), (index, sent, received)
        # A request that was swallowed ends by its time-out.
        assert not re.search(rb"HTTP/1.1 (408|5\d\d)", received[0]), (index, sent, received)
        counts["answers"] += received[0].count(b"HTTP/1.1 ")
        counts["closed before the last request"] += not received[0].endswith(b'"status":"up"}')
        counts["half closed"] += sent.half_close

    await for_all(range(mixes), compare)
    tell(f"{mixes:,} mixes over {len(compared)} protocol classes: {dict(counts)}")
    assert counts["answers"] > 2 * mixes


@pytest.mark.parametrize("inputs", INPUTS)
async def test_mutated_phases_end_in_order_on_and_off_the_fast_path(
    endpoints: list[Endpoint], inputs: int
) -> None:
    statuses = Counter[int]()

    async def compare(index: int) -> None:
        pieces = mutated(SEED, index)
        received = [without_close(await one.exchange(pieces, half_close=True)) for one in endpoints[:2]]
        assert are_alike(*received), (index, pieces, received)
        found = statuses_of(received[0])
        assert all(status < 500 or status == 501 for status in found), (index, pieces)
        assert 408 not in found, (index, pieces)
        assert len(found) <= b"".join(pieces).count(b"HTTP/1.1\r\n") + 1, (index, pieces)
        statuses.update(found)

    await for_all(range(inputs // 10), compare)
    gc.collect()
    before = resident()
    await for_all(range(inputs // 10, inputs), compare)
    gc.collect()
    tell(f"{inputs:,} inputs: {sorted(statuses.items())}; {(resident() - before) / 1e6:.1f} MB more")
    rare = {413} if inputs < ENOUGH_FOR_RARE else set()
    assert {200, 400, 404, 405, 413, 414, 415, 422, 431} - rare <= statuses.keys()
    assert resident() - before < GROWTH


def resident() -> int:
    """Return the resident memory of this process in bytes."""
    return int(Path("/proc/self/status").read_text("ascii").partition("VmRSS:")[2].split()[0]) * 1024
