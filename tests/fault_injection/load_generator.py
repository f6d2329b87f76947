"""Many clients at once that send spoiled requests, and note what is wrong with what they get."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from tests.fault_injection.answer_checker import WrongAnswerError, judged, methods_in
from tests.fault_injection.request_mutations import Ending, Sent, mutated
from tests.fixtures.deadlines import scaled

AT_ONCE = 32
PATIENCE = 15.0
"""Seconds until a server must have hung up."""


@dataclass
class Bombarded:
    """What came of it: statuses, malformed inputs, connections that were reset, and complaints by index."""

    inputs: int = 0
    malformed: int = 0
    cut: int = 0
    slowest: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[int, str] = field(default_factory=dict)


def bombard(port: int, seed: int, inputs: int, folder: Path) -> Bombarded:
    """Send inputs to a server; each that is answered wrongly is kept in a file of the folder."""
    bombarded = Bombarded()
    asyncio.run(_bombard(port, seed, iter(range(inputs)), bombarded))
    for index in bombarded.wrong:
        (folder / f"input-{seed}-{index}.bin").write_bytes(mutated(seed, index).data)
    return bombarded


async def _bombard(port: int, seed: int, indices: Iterator[int], bombarded: Bombarded) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(_client(port, seed, indices, bombarded))


async def _client(port: int, seed: int, indices: Iterator[int], bombarded: Bombarded) -> None:
    for index in indices:
        sent = mutated(seed, index)
        bombarded.inputs += 1
        began = perf_counter()
        try:
            received, cut = await exchanged(port, sent)
            bombarded.cut += cut
            if sent.ending is Ending.LEAVE:
                continue
            bombarded.statuses.update(judged(sent, received, cut=cut))
        except (WrongAnswerError, OSError) as error:
            bombarded.wrong[index] = repr(error)
        bombarded.malformed += not methods_in(sent.data)
        if sent.ending is Ending.HALF_CLOSE:
            bombarded.slowest = max(bombarded.slowest, perf_counter() - began)


async def exchanged(port: int, sent: Sent) -> tuple[bytes, bool]:
    """Send an input; return all that came back, and whether the connection was reset in the end.

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
        async with asyncio.timeout(scaled(PATIENCE)):
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
