"""Send mutated requests from many clients at once, and record invalid responses."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from tests.fault_injection.request_mutations import Ending, MutatedRequest, mutated_request
from tests.fault_injection.response_checker import InvalidResponseError, check_responses, parse_methods
from tests.fixtures.deadlines import scaled

CLIENTS = 32
CLOSE_TIMEOUT = 15.0
"""Seconds until the server must have closed the connection."""


@dataclass
class LoadResult:
    """Counts of statuses, malformed inputs and reset connections, and the errors by input index."""

    inputs: int = 0
    malformed: int = 0
    cut: int = 0
    slowest: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[int, str] = field(default_factory=dict)


def generate_load(port: int, seed: int, inputs: int, folder: Path) -> LoadResult:
    """Send mutated requests to a server; save each that has an invalid response into the folder."""
    result = LoadResult()
    asyncio.run(_generate_load(port, seed, iter(range(inputs)), result))
    for index in result.wrong:
        (folder / f"input-{seed}-{index}.bin").write_bytes(mutated_request(seed, index).data)
    return result


async def _generate_load(port: int, seed: int, indexes: Iterator[int], result: LoadResult) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(_client(port, seed, indexes, result))


async def _client(port: int, seed: int, indexes: Iterator[int], result: LoadResult) -> None:
    for index in indexes:
        sent = mutated_request(seed, index)
        result.inputs += 1
        began = perf_counter()
        try:
            received, cut = await exchange(port, sent)
            result.cut += cut
            if sent.ending is Ending.LEAVE:
                continue
            result.statuses.update(check_responses(sent, received, cut=cut))
        except (InvalidResponseError, OSError) as error:
            result.wrong[index] = repr(error)
        result.malformed += not parse_methods(sent.data)
        if sent.ending is Ending.HALF_CLOSE:
            result.slowest = max(result.slowest, perf_counter() - began)


async def exchange(port: int, sent: MutatedRequest) -> tuple[bytes, bool]:
    """Send an input; return the bytes received, and whether the connection was reset.

    Raises TimeoutError when the server does not hang up.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = bytearray()
    reading = asyncio.create_task(_read(reader, received))
    with suppress(OSError):
        for piece in sent.pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        if sent.ending is Ending.HALF_CLOSE:
            writer.write_eof()
    if sent.ending is Ending.LEAVE:
        writer.transport.abort()
    try:
        async with asyncio.timeout(scaled(CLOSE_TIMEOUT)):
            cut = await reading
        return bytes(received), cut
    finally:
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader, received: bytearray) -> bool:
    try:
        while part := await reader.read(1 << 16):
            received += part
    except ConnectionError:
        return True
    return False
