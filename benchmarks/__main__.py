"""Measure everything in one run and write `benchmarks/RESULTS.md` and its chart."""

import asyncio
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
from benchmarks import check_cost, files_per_request, hostile, install_size, results, servers, targets
from benchmarks.chart import render_chart
from benchmarks.files_per_request import measure_files
from benchmarks.machine import ROOT, describe_machine, require_tools
from benchmarks.results import Target, table
from benchmarks.scaling import Growth, Scale
from benchmarks.startup import EVERY_ROUTE, Start, import_times, measure_start, startup_phases
from benchmarks.synthetic_catalog import read_seed, write
from benchmarks.throughput import Plan, Rounds, cold_cases, measure_all, start_all, warm_cases
from benchmarks.workload import words_of

WHOLE, QUICK = Plan(seconds=1, close=9, others=5), Plan(seconds=1, close=2, others=2)
SCALES = {WHOLE: (1, 5, 30), QUICK: (1, 3)}
"""Copies of the content; 30 are about 38,000 entries, which take some minutes to load."""
REQUESTS = {WHOLE: 3000, QUICK: 200}
CHECKS = {WHOLE: 600, QUICK: 60}
HEAD = """\
# What was measured

Written by `make bench`; all of it in one run on one machine, server and client on a core of their own,
every server one process on the same core, in alternating rounds. All serve the same content. Warm responses
are the same bytes with the same header fields wherever a server can send them, compressed with gzip; cold
requests are uncompressed, since the other servers do not compress. Gutbone, uvicorn and nginx write their
access logs to files, as they do by default; "log off" writes none. Figures are medians. Compare the ratios:
absolute figures are those of this machine, {machine}.

Run on {date}.
"""


def main() -> None:
    """Run everything; an interrupted run leaves the results of the last one."""
    require_tools("nginx", "wrk", "npm")
    plan = QUICK if "quick" in sys.argv[1:] else WHOLE
    with (
        TemporaryDirectory(prefix="gutbone-benchmark-") as folder,
        Progress(console=Console(stderr=True)) as bar,
    ):
        Path(folder).chmod(0o755)  # nginx reads it as another user
        text, chart, missed = _run(Path(folder), plan, bar)
    if plan is QUICK:
        sys.stdout.write(text)
        return
    results.write(text, chart)
    sys.stdout.write(f"Wrote benchmarks/RESULTS.md; {missed} targets missed.\n")


def _run(folder: Path, plan: Plan, bar: Progress) -> tuple[str, bytes, int]:
    content = read_seed(ROOT / "seed_data")
    database = write(content, 1, folder / "today.db")
    catalog = read_catalog(make_engine(database), KINDS)
    ours, empty = (
        measure_start(partial(servers.gutbone, database), plan.close, EVERY_ROUTE),
        measure_start(servers.empty_fastapi, plan.close, ()),
    )
    with ExitStack() as stack:
        bench = start_all(stack, catalog, database, folder)
        cases = measure_all(warm_cases(bench, plan) | cold_cases(bench, catalog, plan), bar)
    with servers.gutbone(database) as server:
        attacked = hostile.measure_hostile(server.address, plan.others)
        checks = check_cost.measure_checks(server.address, catalog, CHECKS[plan])
    words = words_of(catalog)
    task = bar.add_task("growth", total=None)
    growth = Growth(content, words, folder, plan.seconds, REQUESTS[plan], bar.console.print)
    scales = [growth.measured(copies) for copies in SCALES[plan]]
    bar.remove_task(task)
    with ExitStack() as stack:
        warm = measure_all(growth.warm_cases(stack, scales, plan.others), bar)
    records = asyncio.run(measure_files())
    installation, installation_targets = install_size.section()
    targets_of_run = [
        *targets.speed_targets(cases),
        *targets.startup_targets(ours, empty),
        *files_per_request.targets_of(records),
        *installation_targets,
        *hostile.targets_of(attacked),
        *check_cost.targets_of(checks),
        *targets.warm_scaling_targets(warm),
        *targets.scaling_targets(scales),
    ]
    text = _written(cases | warm, (ours, empty), scales, targets_of_run, database)
    text += f"\n## Hostile requests\n\n{hostile.section(attacked)}\n"
    text += f"\n## Checks\n\n{check_cost.section(checks)}\n"
    text += f"\n## Files per request\n\n{files_per_request.section(records)}\n"
    text += f"\n## Installation\n\n{installation}\n"
    return text, render_chart(cases), sum(not target.met for target in targets_of_run)


def _written(
    cases: dict[str, Rounds],
    starts: tuple[Start, Start],
    scales: list[Scale],
    targets_of_run: list[Target],
    database: str,
) -> str:
    head = HEAD.format(machine="; ".join(describe_machine()), date=f"{datetime.now(UTC):%Y-%m-%d}")
    parts = [
        head,
        "## Against the targets\n",
        table(["", "measured", "aim", "met"], [target.row() for target in targets_of_run]),
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
    phases = [
        [name, f"{millis:.0f}", f"{megabytes:.1f}"] for name, millis, megabytes in startup_phases(database)
    ]
    lines = ["Phases of a start, from inside:\n", table(["", "ms", "MB resident after"], phases)]
    for name, statement in (
        ("Gutbone", "import app.cli.serve"),
        ("the empty application", "import benchmarks.competitors.empty_fastapi, uvicorn"),
    ):
        rows = [[f"`{package}`", f"{millis:.0f}"] for package, millis in import_times(statement)]
        lines += [f"\nLargest imports of {name}:\n", table(["", "ms"], rows)]
    return lines


if __name__ == "__main__":
    main()
