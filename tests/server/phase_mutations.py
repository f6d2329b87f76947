"""Messages as lists of phases, mutated phase by phase, the same for the same seed and index."""

import random
from collections.abc import Callable
from dataclasses import dataclass

MAX_BYTES = 200_000
SIZES = [1, 100, 5_000, 60_000, 90_000]
"""Bytes of a phase that grows; none is within a chunk of a limit."""

FIELDS = [
    b"Connection: close",
    b"Connection: keep-alive",
    b"Proxy-Connection: close",
    b"Upgrade: h2c\r\nConnection: Upgrade",
    b"Transfer-Encoding: chunked",
    b"Content-Length: 0",
    b"Content-Length: 5",
    b"Host: other.test",
    b"Expect: 100-continue",
    b"Trailer: X-Checksum",
    b"X-Checksum: 1",
    b" folded: yes",
    b"X-Empty:",
]


@dataclass(frozen=True)
class Phase:
    """A part of a message; what it is made of when it grows."""

    name: str
    data: bytes
    filler: bytes


Phases = list[Phase]


def message(chance: random.Random) -> Phases:
    """Return a well-formed message."""
    method, target = chance.choice(
        [(b"GET", b"/v1/disclaimer"), (b"GET", b"/nope"), (b"POST", b"/v1/check"), (b"POST", b"/health/live")]
    )
    body = chance.choice(["none", "length", "chunked", "chunked", "chunked"])
    head = [
        Phase("empty lines", b"", b"\r\n"),
        Phase("method", method, b"A"),
        Phase("target", b" " + target, b"a"),
        Phase("version", b" HTTP/1.1\r\n", b"1"),
        Phase("host", b"Host: gutbone.test\r\n", b"X: y\r\n"),
        Phase("fields", b"Content-Type: application/json\r\n", b"X: y\r\n"),
    ]
    end = Phase("end of head", b"\r\n", b"X-Long: yyyyyyyyyyyyyyyyyyyyyyyyy\r\n")
    data = chance.choice([b"{}", b"[]", b'{"items": ["milk"]}'])
    if body == "none":
        return [*head, end]
    if body == "length":
        length = Phase("length", b"Content-Length: %d\r\n" % len(data), b"0")
        return [*head, length, end, Phase("body", data, b" ")]
    chunk = [
        Phase("size", b"%x" % len(data), b"0"),
        Phase("extension", b";a=b", b";a=b"),
        Phase("end of size", b"\r\n", b" "),
        Phase("data", data, b" "),
        Phase("end of data", b"\r\n", b"1\r\n \r\n"),
    ]
    return [
        *head,
        Phase("coding", b"Transfer-Encoding: chunked\r\n", b"X: y\r\n"),
        end,
        *chunk,
        Phase("last size", b"0", b"0"),
        Phase("last extension", b"", b";a"),
        Phase("end of last size", b"\r\n", b"X: y\r\n"),
        Phase("trailer fields", b"X-Checksum: 1\r\n", b"X: y\r\n"),
        Phase("one trailer field", b"X: y\r\n", b"y"),
        Phase("end", b"\r\n", b"\r\n"),
    ]


def omit(chance: random.Random, phases: Phases) -> Phases:
    at = chance.randrange(len(phases))
    return phases[:at] + phases[at + 1 :]


def again(chance: random.Random, phases: Phases) -> Phases:
    at = chance.randrange(len(phases))
    return phases[:at] + [phases[at]] * chance.choice([1, 2, 150]) + phases[at:]


def swap(chance: random.Random, phases: Phases) -> Phases:
    first, second = chance.randrange(len(phases)), chance.randrange(len(phases))
    phases = list(phases)
    phases[first], phases[second] = phases[second], phases[first]
    return phases


def grow(chance: random.Random, phases: Phases) -> Phases:
    at, size = chance.randrange(len(phases)), chance.choice(SIZES)
    phase = phases[at]
    more = phase.filler * (size // len(phase.filler) + 1)
    # A field grows in its value, a line before its end.
    text, ending, rest = phase.data.partition(b"\r\n")
    grown = text + more + ending + rest if b"\r\n" not in more else phase.data + more
    return [*phases[:at], Phase(phase.name, grown, phase.filler), *phases[at + 1 :]]


def field(chance: random.Random, phases: Phases) -> Phases:
    places = [at for at, one in enumerate(phases) if one.name in {"fields", "trailer fields", "coding"}]
    at = chance.choice(places) if places else 0
    return [*phases[:at], Phase("field", chance.choice(FIELDS) + b"\r\n", b"y"), *phases[at:]]


def exchange(chance: random.Random, phases: Phases) -> Phases:
    other, at = message(chance), chance.randrange(len(phases))
    return [*phases[:at], *other[chance.randrange(len(other)) :]]


def cut(chance: random.Random, phases: Phases) -> Phases:
    return phases[: chance.randrange(1, len(phases) + 1)]


def spoil(chance: random.Random, phases: Phases) -> Phases:
    at = chance.randrange(len(phases))
    data = bytearray(phases[at].data or b" ")
    data[chance.randrange(len(data))] = chance.randrange(256)
    return [*phases[:at], Phase(phases[at].name, bytes(data), phases[at].filler), *phases[at + 1 :]]


MUTATORS: tuple[Callable[[random.Random, Phases], Phases], ...] = (
    omit,
    again,
    swap,
    grow,
    grow,
    field,
    field,
    exchange,
    cut,
    spoil,
)


def mutated(seed: int, index: int) -> tuple[bytes, ...]:
    """Return what a client sends before it closes its side, packet by packet."""
    chance = random.Random(f"{seed}/{index}")
    pieces = list[bytes]()
    for _ in range(chance.choice([1, 1, 2, 4])):
        phases = message(chance)
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            phases = chance.choice(MUTATORS)(chance, phases) or message(chance)
        pieces += [phase.data for phase in phases]
    data = b"".join(pieces)[:MAX_BYTES]
    if chance.random() < 0.5:
        return (data,)
    return tuple(piece for piece in pieces if piece)[:400]
