"""Forest plots: results with intervals on one scale, where measure and unit are the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from app.charts.svg_rendering import WIDTH, ratio_ticks, ticks
from app.features.claim_evidence.schemas import EvidenceRow
from app.kinds.sources.schemas import EffectSize

RATIOS = frozenset({"RR", "OR", "HR"})
LEFT, RIGHT = 12.0, WIDTH - 12.0
STEP, TOP = 40.0, 8.0

Scale = tuple[str, str | None, str | None]
"""What makes results comparable: measure, metric, unit."""


@dataclass(frozen=True)
class Result:
    """One published result with its 95 percent interval, as figures."""

    row: EvidenceRow
    effect: EffectSize
    low: float
    high: float

    @property
    def point(self) -> float | None:
        """Return the figure itself, or the difference; None where only the interval is known."""
        return self.effect.value if self.effect.value is not None else self.effect.difference


@dataclass(frozen=True)
class Line:
    """A result on the picture: where its text, its interval and its point stand."""

    result: Result
    y: float
    low: float
    high: float
    point: float | None


@dataclass(frozen=True)
class ForestPlot:
    """One plot: its scale in words, its lines, its axis, and the place of no difference."""

    scale: Scale
    lines: Sequence[Line]
    axis: Sequence[tuple[float, float]]
    nothing: float
    height: float

    @property
    def is_ratio(self) -> bool:
        """Return whether its figures are ratios, where 1 is no difference."""
        return self.scale[1] in RATIOS


def forest_plots(rows: Sequence[EvidenceRow]) -> tuple[list[ForestPlot], str | None]:
    """Return the plots of a claim, and a sentence on the results that are in none; None where all are."""
    groups: dict[Scale, list[Result]] = {}
    for result in results_of(rows):
        effect = result.effect
        groups.setdefault((effect.measure, effect.metric, effect.unit), []).append(result)
    plotted = {scale: held for scale, held in groups.items() if _comparable(scale, held)}
    alone = sum(len(held) for scale, held in groups.items() if scale not in plotted)
    return [_forest(scale, held) for scale, held in plotted.items()], _why_not(alone, len(groups), plotted)


def results_of(rows: Iterable[EvidenceRow]) -> Iterator[Result]:
    """Yield every result with a whole interval, in the order of the studies."""
    for row in rows:
        for effect in row.result:
            if effect.ci95_low is not None and effect.ci95_high is not None:
                yield Result(row, effect, effect.ci95_low, effect.ci95_high)


def _comparable(scale: Scale, results: Sequence[Result]) -> bool:
    """Return whether results can share a scale: two studies or more, and a scale that has a name."""
    _, metric, unit = scale
    named = metric is not None or unit is not None
    drawable = metric not in RATIOS or all(result.low > 0 for result in results)
    return named and drawable and len({result.row.source.slug for result in results}) > 1


def _why_not(alone: int, groups: int, plotted: object) -> str | None:
    if not groups:
        return "No study here reports a result with an interval that was seen in its source."
    if not alone:
        return None
    results = "One result is" if alone == 1 else f"{alone} results are"
    where = "left out of the picture" if plotted else "not drawn on one scale"
    return (
        f"{results} {where}: no other study reports the same measure in the same unit, "
        "so a common scale would compare what cannot be compared. The table has the figures."
    )


def _forest(scale: Scale, results: Sequence[Result]) -> ForestPlot:
    ratio = scale[1] in RATIOS
    points = [result.point for result in results if result.point is not None]
    figures = [1.0 if ratio else 0.0, *points, *(end for one in results for end in (one.low, one.high))]
    spread = ratio_ticks if ratio else ticks
    axis = spread(min(figures), max(figures))
    ends = axis[0], axis[-1]
    lines = [
        Line(
            result,
            TOP + STEP * place,
            _place(result.low, ends, ratio=ratio),
            _place(result.high, ends, ratio=ratio),
            None if result.point is None else _place(result.point, ends, ratio=ratio),
        )
        for place, result in enumerate(results)
    ]
    return ForestPlot(
        scale,
        lines,
        [(_place(tick, ends, ratio=ratio), tick) for tick in axis],
        _place(1.0 if ratio else 0.0, ends, ratio=ratio),
        TOP + STEP * len(lines) + 24,
    )


def _place(figure: float, ends: tuple[float, float], *, ratio: bool) -> float:
    low, high, here = (log(one) if ratio else one for one in (*ends, figure))
    return round(LEFT + (RIGHT - LEFT) * (here - low) / (high - low), 1)
