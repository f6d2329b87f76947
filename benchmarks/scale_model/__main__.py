"""Measure a server, run the model and the real small run, and write `docs/scale.md`."""

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console

from benchmarks.machine import ROOT, require_tools
from benchmarks.scale_model import capacity, report, small_run
from benchmarks.scale_model.content_releases import prepare_releases
from benchmarks.scale_model.measurement import measure
from benchmarks.scale_model.parameters import Assumptions, Machine, Measurements
from benchmarks.scale_model.report import Results
from benchmarks.scale_model.simulation import Simulator
from benchmarks.scale_model.spread import spread_cases

SIZES = (10_000, 1_000_000, 10_000_000)
PAGE = ROOT / "docs" / "scale.md"


def main() -> None:
    """Run everything; an interrupted run leaves the page as it is."""
    require_tools("nginx")
    say = Console(stderr=True).print
    with TemporaryDirectory(prefix="gutbone-scale-") as name:
        folder = Path(name)
        releases = prepare_releases(folder)
        say("Measuring a server.")
        (folder / "measured").mkdir()
        measured = measure(prepare_releases(folder / "measured"), folder / "measured.log")
        say("Running 10,000 clients against nginx and two servers.")
        (folder / "run").mkdir()
        seen = small_run.run(releases, folder / "run")
    say("Running the model.")
    results = model(measured)
    part = PAGE.with_suffix(".part")
    part.write_text(report.page(results, seen), encoding="utf-8")
    part.replace(PAGE)
    sys.stdout.write(f"Wrote {PAGE.relative_to(ROOT)}.\n")


def model(measured: Measurements) -> Results:
    """Return what the model says of every size, of the spread of a release, and of the small run."""
    machine = Machine()
    small = Simulator(measured, small_run.SMALL, np.random.default_rng(1))
    return Results(
        measured=measured,
        assumed=Assumptions(SIZES[-1]),
        machine=machine,
        loads=[capacity.load_of(measured, Assumptions(phones), machine) for phones in SIZES],
        spread=list(spread_cases(measured, Assumptions(SIZES[1]))),
        bounds=capacity.bounds(measured, replace(Assumptions(SIZES[1]), days=7), machine),
        small=small.run(small_run.SMALL.phones),
    )


if __name__ == "__main__":
    main()
