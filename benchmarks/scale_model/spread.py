"""How long until phones hold a safety release: with other lifetimes, purges, phones and failures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from benchmarks.scale_model.capacity import simulate, wait_until_held, with_lifetimes
from benchmarks.scale_model.parameters import DAY, Assumptions, Measurements, Stream

FORMER = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
"""The lifetime of every response before the model was made."""


@dataclass(frozen=True)
class Spread:
    """Seconds until 99 % of the phones hold a release: those online for the hour after it, and all."""

    what: str
    online: float
    every: float


def spread_cases(measured: Measurements, assumed: Assumptions) -> Iterator[Spread]:
    """Yield the spread of one release at noon in each case; the first is as it is served."""
    assumed = replace(assumed, days=6, releases=(0.5 * DAY,))
    former = with_lifetimes(measured, dict.fromkeys((Stream.SYNC, Stream.BUNDLE), FORMER))
    cases: Mapping[str, tuple[Measurements, Assumptions]] = {
        "as served, purged": (measured, assumed),
        "nobody purges": (measured, replace(assumed, purge_after=None)),
        "the phone's HTTP cache answers too": (measured, replace(assumed, device_cache=True)),
        "one look in ten fails": (measured, replace(assumed, look_failure=0.1)),
        "one look in five fails": (measured, replace(assumed, look_failure=0.2)),
        "a failed look is not followed sooner": (
            measured,
            replace(assumed, retry_interval=assumed.look_interval),
        ),
        "a look once a day": (measured, replace(assumed, look_interval=(DAY, DAY))),
        "former lifetimes, purged": (former, assumed),
        "former lifetimes, nobody purges": (former, replace(assumed, purge_after=None)),
        "former lifetimes, the phone's HTTP cache answers too": (
            former,
            replace(assumed, device_cache=True),
        ),
    }
    for what, (served, case) in cases.items():
        points = simulate(served, case)
        yield Spread(what, wait_until_held(points, online=True), wait_until_held(points))
