"""Requests a second: every contender in turn, round after round, so that a slow moment hits all alike."""

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
"""What is cold is asked for uncompressed: the others do not compress at all."""
BROWSER = "Accept-Encoding: gzip, deflate, br, zstd"
ENOUGH = 20_000
"""Distinct paths for each second of a round: more than any contender answers."""

Ask = Callable[[], float]
Rounds = dict[str, list[float]]


@dataclass(frozen=True)
class Plan:
    """How long and how often: seconds of a round, rounds of the close comparisons, rounds of the others."""

    seconds: float
    close: int
    others: int


@dataclass(frozen=True)
class Bench:
    """Every contender under way, and where the run keeps its files."""

    addresses: Mapping[str, str]
    folder: Path
    tag: str

    def ask(self, name: str, path: str, seconds: float, *headers: str) -> Ask:
        """Return what asks a contender for one path."""
        return lambda: requests_per_second(self.addresses[name] + path, seconds, *headers)

    def measure_uncached(self, name: str, paths: Iterator[str], seconds: float, header: str) -> Ask:
        """Return what asks a contender for paths that nobody asked for before."""

        def ask() -> float:
            file = self.folder / "paths.txt"
            file.write_text("\n".join(islice(paths, int(ENOUGH * seconds))), encoding="utf-8")
            return requests_per_second(self.addresses[name] + "/", seconds, header, paths=file)

        return ask


def start_all(stack: ExitStack, catalog: Catalog, database: str, folder: Path) -> Bench:
    """Start every contender on the same content."""
    write_sqlite(catalog, folder / "content.db")
    write_json(catalog, folder / "content.json")
    answers = folder / "answers"
    answers.mkdir()
    hot = stack.enter_context(servers.gutbone(database))
    record(hot.address, {ENTRY: "gzip", LIST: "gzip", PAGE: "br", BUNDLE: "br"}, answers)
    started = {
        "Gutbone": hot,
        "Gutbone, fast path off": stack.enter_context(servers.gutbone(database, fast_path="false")),
        "bare ASGI callable": stack.enter_context(servers.bare_asgi(answers)),
        "nginx, static files": stack.enter_context(servers.nginx(answers)),
        "FastAPI, ORM, response model": stack.enter_context(servers.fastapi_orm(database)),
        "Datasette": stack.enter_context(servers.datasette(folder / "content.db")),
        "json-server": stack.enter_context(servers.json_server(folder / "content.json")),
    }
    return Bench({name: server.address for name, server in started.items()}, folder, _tag_of(answers))


def _tag_of(answers: Path) -> str:
    text = (answers / "answers.json").read_text("utf-8")
    return text.partition('"etag", "\\"')[2].partition('\\"')[0]


SAME = ("Gutbone", "Gutbone, fast path off", "bare ASGI callable", "nginx, static files")
USUAL, TABLE, STORE = "FastAPI, ORM, response model", "Datasette", "json-server"
Cases = dict[str, tuple[int, dict[str, Ask]]]


def warm_cases(bench: Bench, plan: Plan) -> Cases:
    """Return what is asked again and again: of whom, and in how many rounds."""

    def close(path: str, table: str, store: str) -> dict[str, Ask]:
        asked = {name: bench.ask(name, path, plan.seconds) for name in (*SAME, USUAL)}
        asked["bare ASGI callable, again"] = bench.ask("bare ASGI callable", path, plan.seconds)
        asked[TABLE] = bench.ask(TABLE, table, plan.seconds)
        asked[STORE] = bench.ask(STORE, store, plan.seconds)
        return asked

    entry = close(ENTRY, "/content/food_sources/kefir.json", "/food-sources/kefir")
    foods = close(LIST, "/content/food_sources.json?_size=20", "/food-sources?_limit=20")
    unchanged = bench.ask("Gutbone", ENTRY, plan.seconds, GZIP, f'If-None-Match: "{bench.tag}"')
    bundle = {name: bench.ask(name, BUNDLE, plan.seconds, BR) for name in ("Gutbone", "bare ASGI callable")}
    entry["Gutbone, 304"] = unchanged
    page = {name: bench.ask(name, PAGE, plan.seconds, BR) for name in SAME[:3]}
    return {
        "warm entry": (plan.close, entry),
        "warm list": (plan.close, foods),
        "warm page, br": (plan.close, page),
        "bundle, br": (plan.others, bundle),
    }


def cold_cases(bench: Bench, catalog: Catalog, plan: Plan) -> Cases:
    """Return what nobody asked before: of whom, and in how many rounds."""
    words = words_of(catalog)
    found = "/content/entries.json?_size=20&_facet=kind&"

    def new(name: str, draw: RandomRequest, header: str = PLAIN) -> Ask:
        return bench.measure_uncached(name, distinct(draw, len(name) + len(header)), plan.seconds, header)

    filters = {name: new(name, random_filter) for name in ("Gutbone", USUAL)}
    filters["Gutbone, compressed as browsers ask"] = new("Gutbone", random_filter, BROWSER)
    a_word = random_search(words, "/v1/search?", "q")
    searches = {
        "Gutbone": new("Gutbone", a_word),
        TABLE: new(TABLE, random_search(words, found, "_search")),
        "Gutbone, compressed as browsers ask": new("Gutbone", a_word, BROWSER),
        "Gutbone, suggest": new("Gutbone", random_prefix(words)),
    }
    return {"cold filter": (plan.others, filters), "search": (plan.others, searches)}


def measured(asked: Cases, progress: Progress) -> dict[str, Rounds]:
    """Return the requests a second of every round, by case and contender."""
    steps = sum(rounds * len(asks) for rounds, asks in asked.values())
    task = progress.add_task("Requests a second", total=steps)
    found: dict[str, Rounds] = {}
    for case, (rounds, asks) in asked.items():
        found[case] = {name: [] for name in asks}
        for _ in range(rounds):
            for name, ask in asks.items():
                progress.update(task, description=f"{case}: {name}")
                found[case][name].append(ask())
                progress.advance(task)
    progress.remove_task(task)
    return found


def ratio(rounds: Rounds, name: str, other: str) -> float:
    """Return the median of the ratios of two contenders, round by round."""
    pairs = zip(rounds[name], rounds[other], strict=True)
    return median(one / another for one, another in pairs)
