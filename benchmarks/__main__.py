"""Measure everything in one run and write `benchmarks/RESULTS.md` and its chart."""

import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.db.engine import make_engine
from benchmarks import results, servers, targets
from benchmarks.chart import drawn_of
from benchmarks.growth import todays, write
from benchmarks.machine import ROOT, described, require
from benchmarks.questions import words_of
from benchmarks.results import Target, table
from benchmarks.scale import Growth, Scale
from benchmarks.speed import Plan, Rounds, all_started, cold_cases, measured, warm_cases
from benchmarks.start import USED, Start, imports, phases, started

WHOLE, QUICK = Plan(seconds=1, close=9, others=5), Plan(seconds=1, close=2, others=2)
SCALES = {WHOLE: (1, 10, 100), QUICK: (1, 3)}
ASKED = {WHOLE: 3000, QUICK: 200}
HEAD = """\
# What was measured

Written by `make bench`; all of it in one run on one machine, server and client on a core of their own,
every contender one process on the same core, in alternating rounds. All serve the same content. Warm answers
are the same bytes with the same header fields wherever a contender can send them, compressed with gzip; what
nobody asked before is asked for uncompressed, since the others do not compress. Figures are medians. Ratios
are what counts: the machine is {machine}.

Run on {date}.
"""


def main() -> None:
    """Run everything; an interrupted run leaves the results of the last one."""
    require("nginx", "wrk", "npm")
    plan = QUICK if "quick" in sys.argv[1:] else WHOLE
    with (
        TemporaryDirectory(prefix="gutbone-benchmark-") as folder,
        Progress(console=Console(stderr=True)) as bar,
    ):
        Path(folder).chmod(0o755)  # nginx reads it as another user
        text, drawn, missed = _run(Path(folder), plan, bar)
    if plan is QUICK:
        sys.stdout.write(text)
        return
    results.write(text, drawn)
    sys.stdout.write(f"Wrote benchmarks/RESULTS.md; {missed} targets missed.\n")


def _run(folder: Path, plan: Plan, bar: Progress) -> tuple[str, bytes, int]:
    content = todays(ROOT / "seed_data")
    database = write(content, 1, folder / "today.db")
    catalog = read_catalog(make_engine(database), KINDS)
    ours, empty = (
        started(partial(servers.gutbone, database), plan.close, USED),
        started(servers.empty, plan.close, ()),
    )
    with ExitStack() as stack:
        bench = all_started(stack, catalog, database, folder)
        cases = measured(warm_cases(bench, plan) | cold_cases(bench, catalog, plan), bar)
    words = words_of(catalog)
    task = bar.add_task("growth", total=None)
    growth = Growth(content, words, folder, plan.seconds, ASKED[plan], bar.console.print)
    scales = [growth.measured(copies) for copies in SCALES[plan]]
    bar.remove_task(task)
    with ExitStack() as stack:
        warm = measured(growth.warm_cases(stack, scales, plan.others), bar)
    aims = [
        *targets.of_speed(cases),
        *targets.of_start(ours, empty),
        *targets.of_warm_growth(warm),
        *targets.of_growth(scales),
    ]
    text = _written(cases | warm, (ours, empty), scales, aims, database)
    return text, drawn_of(cases), sum(not aim.met for aim in aims)


def _written(
    cases: dict[str, Rounds],
    starts: tuple[Start, Start],
    scales: list[Scale],
    aims: list[Target],
    database: str,
) -> str:
    head = HEAD.format(machine="; ".join(described()), date=f"{datetime.now(UTC):%Y-%m-%d}")
    parts = [
        head,
        "## Against the targets\n",
        table(["", "measured", "aim", "met"], [aim.row() for aim in aims]),
    ]
    parts += ["\n![Requests a second](results.svg)\n"]
    for case, rounds in cases.items():
        parts += [f"\n## {case.capitalize()}\n", results.speed_table(rounds)]
    parts += ["\n## Start and memory\n", _starts(*starts), "\n", *_profile(database)]
    parts += ["\n## Growth\n", results.growth_table(scales)]
    return "\n".join(parts) + "\n"


def _starts(ours: Start, empty: Start) -> str:
    rows = [
        [
            name,
            targets.spread(start.seconds),
            f"{start.megabytes:.1f}",
            f"{start.private:.1f}",
            f"{start.used_megabytes:.1f}",
        ]
        for name, start in (("Gutbone", ours), ("empty FastAPI", empty))
    ]
    head = ["", "seconds to the first 200", "MB resident", "MB private", "MB after use"]
    return table(head, rows)


def _profile(database: str) -> list[str]:
    went = [[name, f"{took:.0f}", f"{held:.1f}"] for name, took, held in phases(database)]
    lines = ["Phases of a start, from inside:\n", table(["", "ms", "MB resident after"], went)]
    for name, statement in (
        ("Gutbone", "import app.cli.serve"),
        ("the empty application", "import benchmarks.contenders.empty, uvicorn"),
    ):
        rows = [[f"`{package}`", f"{took:.0f}"] for package, took in imports(statement)]
        lines += [f"\nLargest imports of {name}:\n", table(["", "ms"], rows)]
    return lines


if __name__ == "__main__":
    main()
