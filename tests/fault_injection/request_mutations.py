"""Random mutations of requests, reproducible by seed and index."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tests.fault_injection.seed_requests import SEEDS, TOKENS

MAX_BYTES = 100_000


class Ending(Enum):
    """What a client does after sending."""

    HALF_CLOSE = "closes its own side and reads"
    WAIT = "reads, and leaves the closing to the server"
    LEAVE = "closes at once, and reads nothing"


@dataclass(frozen=True)
class MutatedRequest:
    """The pieces that a client sends, and how it ends."""

    data: bytes
    pieces: tuple[bytes, ...]
    ending: Ending


Mutator = Callable[[random.Random, bytes], bytes]


def flip(chance: random.Random, data: bytes) -> bytes:
    """Flip a bit."""
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def replace(chance: random.Random, data: bytes) -> bytes:
    """Replace a byte."""
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(1) + data[at + 1 :]


def delete(chance: random.Random, data: bytes) -> bytes:
    """Delete some bytes."""
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def insert(chance: random.Random, data: bytes) -> bytes:
    """Insert a token or random bytes."""
    at = chance.randrange(len(data) + 1)
    more = chance.choice(TOKENS) if chance.random() < 0.8 else chance.randbytes(chance.randint(1, 20))
    return data[:at] + more + data[at:]


def splice(chance: random.Random, data: bytes) -> bytes:
    """Continue with the end of another request."""
    other = chance.choice(SEEDS)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def repeat(chance: random.Random, data: bytes) -> bytes:
    """Repeat a span many times."""
    start, end = _span(chance, data)
    return data[:end] + data[start:end] * chance.choice([1, 2, 10, 200]) + data[end:]


def truncate(chance: random.Random, data: bytes) -> bytes:
    """Truncate the request."""
    return data[: chance.randrange(len(data))]


def swap(chance: random.Random, data: bytes) -> bytes:
    """Swap two lines."""
    lines = data.splitlines(keepends=True)
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


MUTATORS: tuple[Mutator, ...] = (flip, replace, delete, insert, insert, splice, repeat, truncate, swap)


def _span(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice([1, 1, 2, 8, 50]))


def mutated_request(seed: int, index: int) -> MutatedRequest:
    """Return one input; one in ten is unchanged, but split into pieces."""
    chance = random.Random(f"{seed}/{index}")
    data = chance.choice(SEEDS)
    for _ in range(chance.choice([0, 1, 1, 1, 2, 2, 3, 3, 5, 8])):
        data = chance.choice(MUTATORS)(chance, data)[:MAX_BYTES] if data else chance.choice(SEEDS)
    weights = (90, 3, 7)
    return MutatedRequest(data, _split(chance, data), chance.choices(list(Ending), weights)[0])


def _split(chance: random.Random, data: bytes) -> tuple[bytes, ...]:
    cuts = sorted(chance.randrange(len(data) + 1) for _ in range(chance.choice([0, 0, 1, 2, 6])))
    return tuple(data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True))
