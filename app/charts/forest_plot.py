"""Forest plots: results with 95 % confidence intervals, grouped by measure and unit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from app.charts.svg_rendering import WIDTH, ratio_ticks, ticks
from app.features.claim_evidence.schemas import EvidenceRow
from app.kinds.sources import EffectSize
from app.texts.page_texts import page_texts, say

RATIOS = frozenset({"RR", "OR", "HR"})
LEFT, RIGHT = 12.0, WIDTH - 12.0
ROW_HEIGHT, TOP = 40.0, 8.0

Scale = tuple[str, str | None, str | None]
"""Measure, metric and unit; results are comparable if all three are equal."""


@dataclass(frozen=True)
class ForestResult:
    """One published result with its 95 % confidence interval."""

    row: EvidenceRow
    effect: EffectSize
    low: float
    high: float

    @property
    def point(self) -> float | None:
        """Return the point estimate; None if only the interval is known."""
        return self.effect.value if self.effect.value is not None else self.effect.difference


@dataclass(frozen=True)
class ForestRow:
    """Layout of a result: coordinates of its row, interval and point estimate."""

    result: ForestResult
    y: float
    low: float
    high: float
    point: float | None


@dataclass(frozen=True)
class ForestPlot:
    """One plot: its scale, rows, axis ticks, and the x coordinate of no effect."""

    scale: Scale
    lines: Sequence[ForestRow]
    axis: Sequence[tuple[float, float]]
    nothing: float
    height: float

    @property
    def is_ratio(self) -> bool:
        """Return whether the results are ratios, where 1 is no effect."""
        return self.scale[1] in RATIOS


def forest_plots(rows: Sequence[EvidenceRow]) -> tuple[list[ForestPlot], str | None]:
    """Return the plots of a claim, and a note on the results not plotted, if any."""
    groups: dict[Scale, list[ForestResult]] = {}
    for result in results_of(rows):
        effect = result.effect
        groups.setdefault((effect.measure, effect.metric, effect.unit), []).append(result)
    plotted = {scale: results for scale, results in groups.items() if _comparable(scale, results)}
    not_plotted = sum(len(results) for scale, results in groups.items() if scale not in plotted)
    note = _not_plotted_note(not_plotted, len(groups), plotted)
    return [_plot(scale, results) for scale, results in plotted.items()], note


def results_of(rows: Iterable[EvidenceRow]) -> Iterator[ForestResult]:
    """Yield every result with a complete interval, in table order."""
    for row in rows:
        for effect in row.result:
            if effect.ci95_low is not None and effect.ci95_high is not None:
                yield ForestResult(row, effect, effect.ci95_low, effect.ci95_high)


def _comparable(scale: Scale, results: Sequence[ForestResult]) -> bool:
    """Return whether results can share a plot: at least two studies, and a metric or unit."""
    _, metric, unit = scale
    named = metric is not None or unit is not None
    drawable = metric not in RATIOS or all(result.low > 0 for result in results)
    return named and drawable and len({result.row.source.slug for result in results}) > 1


def _not_plotted_note(not_plotted: int, groups: int, plotted: object) -> str | None:
    texts = page_texts()["forest"]
    if not groups:
        return str(texts["no_interval"])
    return say(texts["left_out" if plotted else "not_drawn"], count=not_plotted) if not_plotted else None


def _plot(scale: Scale, results: Sequence[ForestResult]) -> ForestPlot:
    ratio = scale[1] in RATIOS
    points = [result.point for result in results if result.point is not None]
    values = [1.0 if ratio else 0.0, *points, *(end for one in results for end in (one.low, one.high))]
    axis_ticks = ratio_ticks if ratio else ticks
    axis = axis_ticks(min(values), max(values))
    ends = axis[0], axis[-1]
    lines = [
        ForestRow(
            result,
            TOP + ROW_HEIGHT * index,
            _x(result.low, ends, ratio=ratio),
            _x(result.high, ends, ratio=ratio),
            None if result.point is None else _x(result.point, ends, ratio=ratio),
        )
        for index, result in enumerate(results)
    ]
    return ForestPlot(
        scale,
        lines,
        [(_x(tick, ends, ratio=ratio), tick) for tick in axis],
        _x(1.0 if ratio else 0.0, ends, ratio=ratio),
        TOP + ROW_HEIGHT * len(lines) + 24,
    )


def _x(value: float, ends: tuple[float, float], *, ratio: bool) -> float:
    low, high, at = (log(one) if ratio else one for one in (*ends, value))
    return round(LEFT + (RIGHT - LEFT) * (at - low) / (high - low), 1)
