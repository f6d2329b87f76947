"""From simulated points of presence to the load of the origin, its machines, and what breaks first."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.scale_model.clients import Floats
from benchmarks.scale_model.parameters import Answer, Assumptions, Machine, Measurements, Stream
from benchmarks.scale_model.simulation import BIN, MADE_ANEW, PointOfPresence, Simulator

SIMULATED_PHONES, SIMULATED_POINTS = 60_000, 40
"""Points of presence are simulated until they have so many phones, or are so many; the others are alike."""
MONTH_DAYS = 30
SPREAD_SECONDS = 1800
"""The time in which most phones look once."""


@dataclass(frozen=True)
class Load:
    """What all points of presence together ask for and get. Rates are by second, peaks of ten minutes."""

    phones: int
    clients: float
    origin: float
    origin_by_stream: Mapping[Stream, float]
    origin_peak: float
    busy_cores: float
    network_peak: float
    origin_month_gb: float
    client_month_tb: float
    edge_mb: float
    machines: int
    memory_mb: float
    wait_online: float
    wait_all: float

    @property
    def answered_by_edge(self) -> float:
        """Return the share of requests that never reach the origin."""
        return 1 - self.origin / self.clients


def simulate(measured: Measurements, assumed: Assumptions, seed: int = 1) -> list[PointOfPresence]:
    """Simulate as many points of presence as it takes to see what all do."""
    phones = assumed.phones // assumed.points_of_presence
    enough = max(1, SIMULATED_PHONES // max(1, phones))
    count = min(assumed.points_of_presence, SIMULATED_POINTS, enough)
    simulator = Simulator(measured, assumed, np.random.default_rng(seed))
    return [simulator.run(phones) for _ in range(count)]


def wait_until_held(points: Sequence[PointOfPresence], share: float = 0.99, *, online: bool = False) -> float:
    """Return the seconds after a release until a share of the phones holds it.

    With `online`, of those phones that are online from the release on for an hour.
    """
    waits = np.concatenate([wait for point in points for wait in point.waits])
    if online:
        waits = waits[np.concatenate([phones for point in points for phones in point.online])]
    return float(np.sort(waits)[math.ceil(share * len(waits)) - 1])


def load_of(measured: Measurements, assumed: Assumptions, machine: Machine, seed: int = 1) -> Load:
    """Simulate a number of phones, and return their load."""
    points = simulate(measured, assumed, seed)
    times = assumed.points_of_presence / len(points)
    seconds = assumed.days * assumed.day
    month = MONTH_DAYS / assumed.days
    asked = {stream: times * asked_of(points, stream) for stream in Stream}
    cores = times * processor_time(points, measured) / BIN
    origin_bytes = times * sum(traffic.origin_bytes for point in points for traffic in point.traffic.values())
    client_bytes = times * sum(traffic.client_bytes for point in points for traffic in point.traffic.values())
    network = times * network_bytes(points, measured) / BIN
    return Load(
        phones=assumed.phones,
        clients=times * sum(float(t.requests.sum()) for p in points for t in p.traffic.values()) / seconds,
        origin=sum(float(rate.sum()) for rate in asked.values()) / seconds,
        origin_by_stream={stream: float(rate.sum()) / seconds for stream, rate in asked.items()},
        origin_peak=float(sum(asked.values(), np.zeros(1)).max()) / BIN,
        busy_cores=float(cores.max()),
        network_peak=float(network.max()),
        origin_month_gb=origin_bytes * month / 1e9,
        client_month_tb=client_bytes * month / 1e12,
        edge_mb=edge_bytes(measured, assumed) / 1e6,
        machines=machines_for(float(cores.max()), float(network.max()), machine),
        memory_mb=machine.cores * (measured.memory_mb + measured.cache_mb),
        wait_online=wait_until_held(points, online=True),
        wait_all=wait_until_held(points),
    )


def asked_of(points: Sequence[PointOfPresence], stream: Stream) -> Floats:
    """Return the requests of a stream to the origin by bin."""
    total = np.zeros(1)
    for point in points:
        total = total + point.traffic[stream].validated + point.traffic[stream].full
    return total


def cost_of(points: Sequence[PointOfPresence], cost: Callable[[Stream], tuple[float, float]]) -> Floats:
    """Return what the origin spends by bin; `cost` is that of a validated and of a full answer."""
    total = np.zeros(1)
    for point in points:
        for stream, traffic in point.traffic.items():
            validated, full = cost(stream)
            total = total + traffic.validated * validated + traffic.full * full
    return total


def processor_time(points: Sequence[PointOfPresence], measured: Measurements) -> Floats:
    """Return the processor seconds of the origin by bin."""

    def cost(stream: Stream) -> tuple[float, float]:
        answer = measured.answers[stream]
        return answer.validated, answer.made if stream in MADE_ANEW else answer.cached

    return cost_of(points, cost)


def network_bytes(points: Sequence[PointOfPresence], measured: Measurements) -> Floats:
    """Return the bytes that the origin sends by bin."""

    def cost(stream: Stream) -> tuple[float, float]:
        answer = measured.answers[stream]
        return answer.not_modified_bytes, answer.full_bytes

    return cost_of(points, cost)


def edge_bytes(measured: Measurements, assumed: Assumptions) -> float:
    """Return what one point of presence stores at most: every page and known query in both encodings."""
    keys = {
        Stream.PAGE: measured.pages,
        Stream.SEARCH: assumed.known_queries,
        Stream.SUGGEST: assumed.known_queries,
        Stream.BUNDLE: 1,
        Stream.SYNC: len(assumed.releases) + 1,
    }
    return 2 * sum(count * measured.answers[stream].full_bytes for stream, count in keys.items())


def machines_for(busy_cores: float, network: float, machine: Machine) -> int:
    """Return how many machines the busiest ten minutes need."""
    by_cores = busy_cores / (machine.cores * machine.utilisation)
    by_network = network / (machine.network_bytes * machine.utilisation)
    return max(machine.least, math.ceil(max(by_cores, by_network)))


@dataclass(frozen=True)
class Bound:
    """What two machines bear: at how many phones it is exceeded, and what helps."""

    what: str
    phones: float
    remedy: str


def bounds(measured: Measurements, assumed: Assumptions, machine: Machine) -> list[Bound]:
    """Return what breaks on the fewest machines, first to last, by scaling one simulated size.

    What caches absorb grows more slowly than the number of phones, so the true numbers are higher.
    """
    points = simulate(measured, assumed)
    times = assumed.points_of_presence / len(points)
    count = machine.least
    cores = count * machine.cores * machine.utilisation
    network = count * machine.network_bytes * machine.utilisation
    connections = count * machine.cores * machine.connections
    alone = without_edge(points, measured)
    looked = np.sum([point.traffic[Stream.SYNC].requests for point in points], axis=0)
    looks = times * float(looked.max()) / BIN
    answers = measured.answers

    def scaled(capacity: float, demand: float) -> float:
        return assumed.phones * capacity / demand

    with_edge = float(processor_time(points, measured).max()) * times / BIN
    sent = float(network_bytes(points, measured).max()) * times / BIN
    found = [
        Bound(
            "no CDN: open connections of phones that look",
            scaled(connections, looks * machine.idle_seconds),
            "a proxy or a CDN in front, which ends them",
        ),
        Bound(
            "no CDN: processors, at the daily peak",
            scaled(cores, float(alone.max()) * times / BIN),
            "a CDN, or one more machine for each such number",
        ),
        Bound(
            "no CDN: network, while phones fetch a small release",
            network * SPREAD_SECONDS / measured.delta_bytes,
            "a CDN",
        ),
        Bound(
            "no CDN: network, while phones fetch the bundle after a change of its schema",
            network * SPREAD_SECONDS / answers[Stream.BUNDLE].full_bytes,
            "a CDN",
        ),
        Bound("CDN: processors, at the daily peak", scaled(cores, with_edge), "one more machine"),
        Bound("CDN: network of the origin", scaled(network, sent), "one more machine"),
    ]
    return sorted(found, key=lambda bound: bound.phones)


def without_edge(points: Sequence[PointOfPresence], measured: Measurements) -> Floats:
    """Return the processor seconds by bin of an origin that every request reaches."""
    total = np.zeros(1)
    for point in points:
        for stream, traffic in point.traffic.items():
            total = total + traffic.requests * seconds_without_edge(stream, measured.answers[stream])
    return total


def seconds_without_edge(stream: Stream, answer: Answer) -> float:
    """Return the processor seconds of one request of a client."""
    if stream in MADE_ANEW:
        return answer.made
    return answer.validated if stream in {Stream.SYNC, Stream.ASSET} else answer.cached


def with_lifetimes(measured: Measurements, cache_control: Mapping[Stream, str]) -> Measurements:
    """Return the same measurements with other lifetimes."""
    answers = {
        stream: replace(answer, cache_control=cache_control.get(stream, answer.cache_control))
        for stream, answer in measured.answers.items()
    }
    return replace(measured, answers=answers)
