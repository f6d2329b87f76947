"""Throughput: all servers in alternating rounds, so that a slow moment of the machine affects all of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from rich.progress import Progress

from app.catalog.catalog import Catalog
from benchmarks import servers
from benchmarks.competitors.datasets import write_json, write_sqlite
from benchmarks.load import GZIP, requests_per_second
from benchmarks.recorded_responses import record
from benchmarks.servers import ENTRY, LIST, PAGE
from benchmarks.workload import RandomRequest, distinct, random_filter, random_prefix, random_search, words_of

BUNDLE = "/v1/bundle"
BR = "Accept-Encoding: br"
PLAIN = "Accept-Encoding: identity"
"""For cold requests: the other servers do not compress."""
BROWSER = "Accept-Encoding: gzip, deflate, br, zstd"
PATHS_PER_SECOND = 20_000
"""Distinct paths per second of a round: more than any server answers."""

GUTBONE, BARE, NGINX = "Gutbone", "bare ASGI callable", "nginx, static files"
USUAL, TABLE, STORE = "FastAPI, ORM, response model", "Datasette", "json-server"
OFF, AGAIN = f"{GUTBONE}, fast path off", f"{BARE}, again"
SAME = (GUTBONE, OFF, BARE, NGINX)
WITHOUT_LOG = tuple(f"{name}, log off" for name in (GUTBONE, BARE, NGINX))
"""Servers of the same responses; the first four with the access log that they write by default."""

Measurement = Callable[[], float]
Rounds = dict[str, list[float]]


@dataclass(frozen=True)
class Plan:
    """Seconds of a round, rounds of close comparisons, rounds of the others."""

    seconds: float
    close: int
    others: int


@dataclass(frozen=True)
class Bench:
    """The running servers by name, and the folder of the run."""

    addresses: Mapping[str, str]
    folder: Path
    tag: str

    def measure(self, name: str, path: str, seconds: float, *headers: str) -> Measurement:
        """Return a measurement of one path on one server."""
        return lambda: requests_per_second(self.addresses[name] + path, seconds, *headers)

    def measure_uncached(self, name: str, paths: Iterator[str], seconds: float, header: str) -> Measurement:
        """Return a measurement of paths that are not cached yet."""

        def run() -> float:
            file = self.folder / "paths.txt"
            file.write_text("\n".join(islice(paths, int(PATHS_PER_SECOND * seconds))), encoding="utf-8")
            return requests_per_second(self.addresses[name] + "/", seconds, header, paths=file)

        return run


def start_all(stack: ExitStack, catalog: Catalog, database: str, folder: Path) -> Bench:
    """Start every server on the same content."""
    write_sqlite(catalog, folder / "content.db")
    write_json(catalog, folder / "content.json")
    answers, identity = folder / "answers", folder / "identity"
    gutbone = stack.enter_context(servers.gutbone(database, log=folder / "gutbone.log"))
    for target, paths in (
        (answers, {ENTRY: "gzip", LIST: "gzip", PAGE: "br", BUNDLE: "br"}),
        (identity, {ENTRY: "identity"}),
    ):
        target.mkdir()
        record(gutbone.address, paths, target)
    start = stack.enter_context
    started = {
        GUTBONE: gutbone,
        f"{GUTBONE}, log off": start(servers.gutbone(database, access_log="false")),
        f"{GUTBONE}, fast path off": start(
            servers.gutbone(database, log=folder / "slow.log", fast_path="false")
        ),
        BARE: start(servers.bare_asgi(answers, folder / "bare.log")),
        f"{BARE}, log off": start(servers.bare_asgi(answers)),
        f"{BARE}, identity": start(servers.bare_asgi(identity, folder / "identity.log")),
        f"{BARE}, identity, log off": start(servers.bare_asgi(identity)),
        NGINX: start(servers.nginx(answers, folder / "nginx.log")),
        f"{NGINX}, log off": start(servers.nginx(answers)),
        USUAL: start(servers.fastapi_orm(database, folder / "usual.log")),
        TABLE: start(servers.datasette(folder / "content.db")),
        STORE: start(servers.json_server(folder / "content.json")),
    }
    return Bench({name: server.address for name, server in started.items()}, folder, _tag_of(answers))


def _tag_of(answers: Path) -> str:
    text = (answers / "answers.json").read_text("utf-8")
    return text.partition('"etag", "\\"')[2].partition('\\"')[0]


Cases = dict[str, tuple[int, dict[str, Measurement]]]


def warm_cases(bench: Bench, plan: Plan) -> Cases:
    """Return the cached requests: rounds, and measurements by server."""

    def close(path: str, table: str, store: str) -> dict[str, Measurement]:
        measurements = {
            name: bench.measure(name, path, plan.seconds) for name in (*SAME, *WITHOUT_LOG, USUAL)
        }
        measurements[AGAIN] = bench.measure(BARE, path, plan.seconds)
        measurements[TABLE] = bench.measure(TABLE, table, plan.seconds)
        measurements[STORE] = bench.measure(STORE, store, plan.seconds)
        return measurements

    entry = close(ENTRY, "/content/food_sources/kefir.json", "/food-sources/kefir")
    foods = close(LIST, "/content/food_sources.json?_size=20", "/food-sources?_limit=20")
    unchanged = bench.measure("Gutbone", ENTRY, plan.seconds, GZIP, f'If-None-Match: "{bench.tag}"')
    bundle = {
        name: bench.measure(name, BUNDLE, plan.seconds, BR) for name in ("Gutbone", "bare ASGI callable")
    }
    entry["Gutbone, 304"] = unchanged
    page = {name: bench.measure(name, PAGE, plan.seconds, BR) for name in SAME[:3]}
    identity = {
        name: bench.measure(name.replace(BARE, f"{BARE}, identity"), ENTRY, plan.seconds, PLAIN)
        for name in (GUTBONE, BARE, NGINX, *WITHOUT_LOG)
    }
    return {
        "warm entry": (plan.close, entry),
        "warm entry, identity": (plan.close, identity),
        "warm list": (plan.close, foods),
        "warm page, br": (plan.close, page),
        "bundle, br": (plan.others, bundle),
    }


def cold_cases(bench: Bench, catalog: Catalog, plan: Plan) -> Cases:
    """Return the uncached requests: rounds, and measurements by server."""
    words = words_of(catalog)
    found = "/content/entries.json?_size=20&_facet=kind&"

    def uncached(name: str, make: RandomRequest, header: str = PLAIN) -> Measurement:
        return bench.measure_uncached(name, distinct(make, len(name) + len(header)), plan.seconds, header)

    filters = {name: uncached(name, random_filter) for name in ("Gutbone", USUAL)}
    filters["Gutbone, compressed as browsers ask"] = uncached("Gutbone", random_filter, BROWSER)
    search = random_search(words, "/v1/search?", "q")
    searches = {
        "Gutbone": uncached("Gutbone", search),
        TABLE: uncached(TABLE, random_search(words, found, "_search")),
        "Gutbone, compressed as browsers ask": uncached("Gutbone", search, BROWSER),
        "Gutbone, suggest": uncached("Gutbone", random_prefix(words)),
    }
    return {"cold filter": (plan.others, filters), "search": (plan.others, searches)}


def measure_all(cases: Cases, progress: Progress) -> dict[str, Rounds]:
    """Return the requests a second of every round, by case and contender."""
    steps = sum(rounds * len(measurements) for rounds, measurements in cases.values())
    task = progress.add_task("Requests a second", total=steps)
    found: dict[str, Rounds] = {}
    for case, (rounds, measurements) in cases.items():
        found[case] = {name: [] for name in measurements}
        for _ in range(rounds):
            for name, measure in measurements.items():
                progress.update(task, description=f"{case}: {name}")
                found[case][name].append(measure())
                progress.advance(task)
    progress.remove_task(task)
    return found


def ratio(rounds: Rounds, name: str, other: str) -> float:
    """Return the median of the ratios of two servers, paired by round."""
    pairs = zip(rounds[name], rounds[other], strict=True)
    return median(one / another for one, another in pairs)
