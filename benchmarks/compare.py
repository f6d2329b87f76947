"""Compare this checkout with an earlier one in one run: `make bench BASE=<revision or directory>`.

Absolute figures depend on what else the machine does; both versions are measured in alternating rounds, so
the ratios do not.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.error import HTTPError

from rich.progress import Progress

from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from benchmarks import servers
from benchmarks.machine import ROOT
from benchmarks.processes import NO_PROXY, Running, environment
from benchmarks.results import Target, speed_table, table
from benchmarks.servers import ENTRY, GUTBONE, LIST
from benchmarks.startup import EVERY_ROUTE, Start, measure_start
from benchmarks.synthetic_catalog import write
from benchmarks.throughput import PLAIN, Bench, Cases, Plan, Rounds, measure_all, ratio
from benchmarks.workload import distinct, random_filter

NEW, BASE, EMPTY, ORM = "this checkout", "base", "empty FastAPI", "FastAPI, ORM, response model"


@contextmanager
def checkout_of(base: str, folder: Path) -> Iterator[Path]:
    """Give the directory of a base; a git revision is checked out into a folder until the block ends."""
    if Path(base).is_dir():
        yield Path(base).resolve()
        return
    target = folder / "base"
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(target), base], cwd=ROOT, check=True)
    try:
        yield target
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(target)], cwd=ROOT, check=True)


def compare(base: str, plan: Plan, bar: Progress) -> str:
    """Return what was measured of both, in Markdown."""
    with (
        TemporaryDirectory(prefix="gutbone-compare-") as name,
        checkout_of(base, Path(name)) as checkout,
        ExitStack() as stack,
    ):
        folder = Path(name)
        new_database = write(read_content(ROOT / "seed_data", KINDS), 1, folder / "new.db")
        base_database = _load(checkout, folder / "base.db")
        start_servers: dict[str, Callable[[], AbstractContextManager[Running]]] = {
            NEW: partial(servers.gutbone, new_database),
            BASE: partial(servers.gutbone, base_database, checkout=checkout),
            EMPTY: servers.empty_fastapi,
        }
        starts = _alternating_starts(start_servers, plan.close)
        routes = _served_routes(start_servers[BASE])
        used = {
            server: measure_start(start_servers[server], 1, routes).used_megabytes for server in (NEW, BASE)
        }
        running = {server: stack.enter_context(start_servers[server]()) for server in (NEW, BASE)}
        running[ORM] = stack.enter_context(servers.fastapi_orm(new_database))
        bench = Bench({server: one.address for server, one in running.items()}, folder, "")
        rounds = measure_all(_cases(bench, plan), bar)
    return _report(rounds, starts, used)


def _load(checkout: Path, file: Path) -> str:
    """Load the content of a checkout by its own commands; return the URL of the database."""
    url = f"sqlite:///{file}"
    for command in ("migrate", "load"):
        subprocess.run(
            [*GUTBONE, command],
            cwd=checkout,
            env=environment({"database_url": url}, checkout),
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return url


def _served_routes(server: Callable[[], AbstractContextManager[Running]]) -> tuple[str, ...]:
    """Return the routes of EVERY_ROUTE that a server has; an older base lacks some."""
    with server() as running:
        return tuple(path for path in EVERY_ROUTE if _is_served(running.address + path))


def _is_served(url: str) -> bool:
    try:
        with NO_PROXY.open(url):
            return True
    except HTTPError:
        return False


def _alternating_starts(
    servers_by_name: Mapping[str, Callable[[], AbstractContextManager[Running]]], rounds: int
) -> dict[str, Start]:
    """Start each server in every round, so that a slow moment of the machine affects all of them."""
    parts: dict[str, list[Start]] = {name: [] for name in servers_by_name}
    for _ in range(rounds):
        for name, server in servers_by_name.items():
            parts[name].append(measure_start(server, 1, ()))
    return {
        name: Start(
            [second for part in measured_parts for second in part.seconds],
            *(
                median(getattr(part, field) for part in measured_parts)
                for field in ("megabytes", "private", "used_megabytes")
            ),
        )
        for name, measured_parts in parts.items()
    }


def _cases(bench: Bench, plan: Plan) -> Cases:
    both = (NEW, BASE)
    uncached = {
        server: bench.measure_uncached(server, distinct(random_filter, len(server)), plan.seconds, PLAIN)
        for server in (*both, ORM)
    }
    return {
        "warm entry": (plan.close, {server: bench.measure(server, ENTRY, plan.seconds) for server in both}),
        "warm list": (plan.close, {server: bench.measure(server, LIST, plan.seconds) for server in both}),
        "cold filter": (plan.others, uncached),
    }


def _report(rounds: dict[str, Rounds], starts: dict[str, Start], used: dict[str, float]) -> str:
    empty = starts[EMPTY].megabytes
    targets = [
        *(Target(f"{case}, new ÷ base", ratio(rounds[case], NEW, BASE), 0.9) for case in rounds),
        Target("cold filter ÷ ORM page", ratio(rounds["cold filter"], NEW, ORM), 10, digits=1),
        Target("start ÷ empty FastAPI", starts[NEW].median / starts[EMPTY].median, 2.2, at_most=True),
        Target("MB above empty FastAPI, used", used[NEW] - empty, 70, at_most=True, digits=1),
    ]
    memory = [
        [
            server,
            f"{starts[server].median:.2f}",
            f"{starts[server].megabytes - empty:.1f}",
            f"{used.get(server, empty) - empty:.1f}",
        ]
        for server in starts
    ]
    parts = [
        table(["", "measured", "aim", "met"], [target.row() for target in targets]),
        table(
            ["", "seconds to the first 200", "MB above empty FastAPI", "after one request of each sort"],
            memory,
        ),
        *(f"## {case.capitalize()}\n\n{speed_table(found)}" for case, found in rounds.items()),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Print the comparison with the base that the command line names."""
    with Progress() as bar:
        text = compare(sys.argv[1], Plan(seconds=1, close=5, others=3), bar)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
