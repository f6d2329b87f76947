"""The chart of a run; apart from the tables, since only a run needs the library that draws it."""

from statistics import median

import pygal

from benchmarks.throughput import Rounds


def render_chart(cases: dict[str, Rounds]) -> bytes:
    """Return a chart of the medians as SVG, without scripts and without anything from elsewhere."""
    bars = pygal.HorizontalBar(
        title="Requests a second (one process, one core; logarithmic)",
        logarithmic=True,
        js=[],
        show_legend=True,
        legend_at_bottom=True,
        print_values=True,
        value_formatter=lambda value: f"{value:,.0f}",
        height=520,
    )
    names = list(dict.fromkeys(name for case in ("warm entry", "warm list") for name in cases[case]))
    bars.x_labels = names
    for case in ("warm entry", "warm list"):
        bars.add(case, [round(median(cases[case][name])) if name in cases[case] else None for name in names])
    return bars.render()
