"""Write `docs/scale.md`: the model's results, beside those of the real small run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.machine import describe_hardware
from benchmarks.results import table
from benchmarks.scale_model.capacity import MONTH_DAYS, Bound, Load
from benchmarks.scale_model.parameters import HOUR, MINUTE, Assumptions, Machine, Measurements, Stream
from benchmarks.scale_model.simulation import MADE_ANEW, PointOfPresence
from benchmarks.scale_model.small_run import PURGE_AFTER, SECONDS, SMALL, SmallRun
from benchmarks.scale_model.spread import Spread

TEMPLATE = Path(__file__).with_name("scale.md.txt")
TOLERANCE = 0.2


@dataclass(frozen=True)
class Results:
    """What the model says."""

    measured: Measurements
    assumed: Assumptions
    machine: Machine
    loads: Sequence[Load]
    spread: Sequence[Spread]
    bounds: Sequence[Bound]
    small: PointOfPresence


@dataclass(frozen=True)
class Row:
    """One figure of the small run: as modelled, and as counted."""

    what: str
    modelled: float
    counted: float

    @property
    def difference(self) -> float:
        """Return the difference as a share of what was counted."""
        return self.modelled / self.counted - 1 if self.counted else float(self.modelled != 0)

    def cells(self) -> list[str]:
        """Return the cells of its row; a difference that is too large is in bold."""
        text = f"{self.difference:+.0%}"
        bold = abs(self.difference) > TOLERANCE
        return [self.what, _short(self.modelled), _short(self.counted), f"**{text}**" if bold else text]


def page(results: Results, seen: SmallRun) -> str:
    """Return the page."""
    assumed, machine, measured = results.assumed, results.machine, results.measured
    values = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": describe_hardware(),
        "points": assumed.points_of_presence,
        "days": assumed.days,
        "loads": loads_table(results.loads),
        "streams": streams_table(results.loads),
        "spread": spread_table(results.spread),
        "bounds": table(
            ["what breaks on two machines", "at phones", "what helps"],
            [[bound.what, _short(bound.phones), bound.remedy] for bound in results.bounds],
        ),
        "least": machine.least,
        "cores": machine.cores,
        "network": f"{machine.network_bytes * 8e-9:g}",
        "idle": f"{measured.idle:.1%}",
        "utilisation": f"{machine.utilisation:.0%}",
        "answers": answers_table(measured),
        "delta": f"{measured.delta_bytes:,.0f}",
        "work": f"{measured.release_work:.1f}",
        "memory": f"{measured.memory_mb:.0f}",
        "cache": f"{measured.cache_mb:.0f}",
        "refresh": f"{measured.refresh_interval:g}",
        "assumptions": assumptions_table(assumed),
        "small": table(
            ["small run", "model", "counted", "difference"],
            [row.cells() for row in small_rows(results, seen)],
        ),
        "small_phones": f"{SMALL.phones:,}",
        "seconds": f"{SECONDS:.0f}",
        "purge": f"{PURGE_AFTER:.0f}",
        "failures": seen.failures,
        "latest": f"{seen.latest:.1f}",
        "load_average": f"{seen.load_average:.1f}",
    }
    return TEMPLATE.read_text("utf-8").format(**values)


def loads_table(loads: Sequence[Load]) -> str:
    """Return the table of sizes, one column each."""
    rows = [
        ("requests a second of all clients", [_short(load.clients) for load in loads]),
        ("answered by the CDN", [f"{load.answered_by_edge:.1%}" for load in loads]),
        ("requests a second to the servers, mean", [_short(load.origin) for load in loads]),
        ("the same, busiest ten minutes of the month", [_short(load.origin_peak) for load in loads]),
        ("busy cores, busiest ten minutes", [f"{load.busy_cores:.3f}" for load in loads]),
        (
            "network of the servers, busiest ten minutes, Mbit/s",
            [_short(load.network_peak * 8e-6) for load in loads],
        ),
        ("sent by the servers, GB a month", [_short(load.origin_month_gb) for load in loads]),
        ("sent by the CDN, TB a month", [_short(load.client_month_tb) for load in loads]),
        ("stored in one point of presence, MB at most", [_short(load.edge_mb) for load in loads]),
        ("machines", [str(load.machines) for load in loads]),
        ("memory of one machine, MB at most", [_short(load.memory_mb) for load in loads]),
        (
            "minutes until 99 % of online phones hold a safety release",
            [_short(load.wait_online / MINUTE) for load in loads],
        ),
        ("hours until 99 % of all phones hold it", [_short(load.wait_all / HOUR) for load in loads]),
    ]
    return table(
        ["phones", *(f"{load.phones:,}" for load in loads)], [[what, *cells] for what, cells in rows]
    )


def streams_table(loads: Sequence[Load]) -> str:
    """Return the requests a second to the servers by stream."""
    rows = [[stream, *(_short(load.origin_by_stream[stream]) for load in loads)] for stream in Stream]
    return table(["to the servers, a second", *(f"{load.phones:,}" for load in loads)], rows)


def spread_table(spread: Sequence[Spread]) -> str:
    """Return how long a safety release takes in each case."""
    rows = [[one.what, _minutes(one.online), f"{one.every / HOUR:.0f}"] for one in spread]
    return table(["until 99 % hold a safety release", "online phones, minutes", "all phones, hours"], rows)


def answers_table(measured: Measurements) -> str:
    """Return what was measured of each stream, and the lifetime that it was served with."""
    rows = [
        [
            stream,
            f"`{answer.cache_control}`",
            f"{answer.not_modified_bytes:,.0f}",
            f"{answer.full_bytes:,.0f}",
            f"{answer.validated * 1e6:,.0f}",
            f"{(answer.made if stream in MADE_ANEW else answer.cached) * 1e6:,.0f}",
        ]
        for stream, answer in measured.answers.items()
    ]
    return table(
        ["answer", "served with", "bytes of a 304", "bytes of a 200", "µs of a 304", "µs of a 200"], rows
    )


def assumptions_table(assumed: Assumptions) -> str:
    """Return what is assumed."""
    low, high = (seconds / MINUTE for seconds in assumed.look_interval)
    sooner, later = (seconds / MINUTE for seconds in assumed.retry_interval)
    begin, end = (seconds / HOUR for seconds in assumed.online_from)
    rows = [
        ["wait between two looks of a phone", f"{low:.0f} to {high:.0f} minutes"],
        ["looks that fail", f"{assumed.look_failure:.0%}"],
        ["wait after a look that failed", f"{sooner:.0f} to {later:.0f} minutes"],
        [
            "a phone is online",
            f"{assumed.online_for / HOUR:.0f} hours, from {begin:.0f} to {end:.0f} o'clock on",
        ],
        ["phones that are online at all on a day", f"{assumed.used_share:.0%}"],
        ["new phones a day", f"{assumed.installs:.1%} of the phones"],
        ["checks a day", f"{assumed.checks:.0%} of the phones"],
        ["visits by browser a day", f"{assumed.visits:.0%} of the phones"],
        ["pages of a visit", f"{assumed.pages_per_visit}, by Zipf's law with exponent {assumed.zipf:g}"],
        [
            "searches of a visit",
            f"{assumed.searches_per_visit:g}, each with {assumed.suggestions_per_search:g} suggestions",
        ],
        [
            "of them never asked before",
            f"{assumed.new_queries:.0%}; the others are {assumed.known_queries:,} known ones",
        ],
        ["clients that get gzip, the others Brotli", f"{assumed.gzip_share:.0%}"],
        ["releases", f"{len(assumed.releases)} in {MONTH_DAYS} days, each for safety, at noon"],
        ["from a release to the purge", f"{(assumed.purge_after or 0):.0f} seconds"],
    ]
    return table(["assumed", ""], rows)


def small_rows(results: Results, seen: SmallRun) -> Iterator[Row]:
    """Yield the figures of the small run."""
    traffic = results.small.traffic
    asked = {stream: int((one.validated + one.full).sum()) for stream, one in traffic.items()}
    counted = {stream: seen.validated[stream] + seen.full[stream] for stream in Stream}
    requests = sum(int(one.requests.sum()) for one in traffic.values())
    yield Row("requests of clients", requests, seen.requests.total())
    yield Row("requests to the servers", sum(asked.values()), sum(counted.values()))
    for stream in Stream:
        yield Row(f"of them, {stream}", asked[stream], counted[stream])
    yield Row(
        "304 of the servers",
        sum(int(one.validated.sum()) for one in traffic.values()),
        seen.validated.total(),
    )
    yield Row(
        "MB to clients", sum(one.client_bytes for one in traffic.values()) / 1e6, seen.client_bytes / 1e6
    )
    yield Row(
        "MB from the servers",
        sum(one.origin_bytes for one in traffic.values()) / 1e6,
        seen.origin_bytes / 1e6,
    )
    yield Row("processor seconds of both servers", small_processor_seconds(results), seen.processor_seconds)
    waits = np.sort(results.small.waits[0])
    held = np.sort(np.array(seen.waits + [np.inf] * (SMALL.phones - len(seen.waits))))
    for share in (50, 99):
        place = SMALL.phones * share // 100 - 1
        yield Row(
            f"seconds until {share} % of phones hold the release", float(waits[place]), float(held[place])
        )


def small_processor_seconds(results: Results) -> float:
    """Return the processor time of the servers in the small run: of requests, and of reading the release."""
    measured, total = results.measured, 0.0
    for stream, traffic in results.small.traffic.items():
        answer = measured.answers[stream]
        whole = answer.made if stream in MADE_ANEW else answer.cached
        total += float(traffic.validated.sum()) * answer.validated + float(traffic.full.sum()) * whole
    # Each server reads the release, makes an index before and after it, and idles in between.
    return total + 2 * (2 * measured.refresh_work + measured.idle * SECONDS)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _minutes(seconds: float) -> str:
    return f"{seconds / MINUTE:.0f}" if np.isfinite(seconds) else "not within the time"
