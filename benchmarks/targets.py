"""The targets of the measurements."""

from statistics import median

from benchmarks.results import Target
from benchmarks.scaling import Scale
from benchmarks.startup import Start
from benchmarks.throughput import AGAIN, BARE, GUTBONE, NGINX, OFF, STORE, TABLE, USUAL, Rounds, ratio


def speed_targets(cases: dict[str, Rounds]) -> list[Target]:
    """Return the targets of requests a second; ratios are medians of the rounds' own ratios."""
    entry, foods = cases["warm entry"], cases["warm list"]
    page, found = cases["warm page, br"], cases["search"]
    return [
        Target("control: the callable against itself", ratio(entry, AGAIN, BARE), 0.95),
        *(
            Target(f"{case}{log} ÷ {short}", ratio(cases[case], GUTBONE + log, name + log), bound)
            for case in ("warm entry", "warm entry, identity")
            for log, bound_of_nginx in (("", 0.7), (", log off", 0.8))
            for short, name, bound in (("bare callable", BARE, 2.0), ("nginx", NGINX, bound_of_nginx))
        ),
        Target("warm list ÷ bare callable", ratio(foods, "Gutbone", BARE), 1.5),
        Target("warm list ÷ nginx", ratio(foods, "Gutbone", NGINX), 0.6),
        Target("warm entry, fast path off ÷ bare callable", ratio(entry, OFF, BARE), 0.9),
        Target("warm list, fast path off ÷ bare callable", ratio(foods, OFF, BARE), 0.9),
        Target("warm page of an entry ÷ bare callable", ratio(page, "Gutbone", BARE), 0.9),
        Target("warm page of an entry, fast path off ÷ bare callable", ratio(page, OFF, BARE), 0.9),
        Target("304 ÷ entry", ratio(entry, "Gutbone, 304", "Gutbone"), 1.0),
        *(
            Target(f"{case} ÷ {name}", ratio(rounds, "Gutbone", name), bound, digits=0)
            for case, rounds in (("warm entry", entry), ("warm list", foods))
            for name, bound in ((USUAL, 100), (TABLE, 50), (STORE, 20))
        ),
        Target("cold filter ÷ ORM page", ratio(cases["cold filter"], "Gutbone", USUAL), 15, digits=1),
        Target("search ÷ Datasette's full text", ratio(found, "Gutbone", TABLE), 5, digits=1),
        Target("suggest ÷ Datasette's full text", ratio(found, "Gutbone, suggest", TABLE), 5, digits=1),
    ]


def startup_targets(ours: Start, empty: Start) -> list[Target]:
    """Return the targets of starting, against an empty application."""
    return [
        Target("start to first 200 ÷ empty FastAPI", ours.median / empty.median, 2.2, at_most=True),
        Target(
            "MB above empty FastAPI, started", ours.megabytes - empty.megabytes, 70, at_most=True, digits=1
        ),
        Target(
            "MB above empty FastAPI, after one request of each sort",
            ours.used_megabytes - empty.used_megabytes,
            70,
            at_most=True,
            digits=1,
        ),
    ]


def warm_scaling_targets(cases: dict[str, Rounds]) -> list[Target]:
    """Return the targets of warm answers: unchanged, however large the catalogue."""
    sizes = {case: list(rounds) for case, rounds in cases.items()}
    return [
        Target(f"{case}: {sizes[case][-1]} ÷ 1x", ratio(rounds, sizes[case][-1], "1x"), 0.9)
        for case, rounds in cases.items()
    ]


def scaling_targets(scales: list[Scale]) -> list[Target]:
    """Return the targets of growth: the largest catalogue against today's."""
    now, most = scales[0], scales[-1]
    times = f"{most.copies}x"
    kilobytes = (most.searched_mb - now.searched_mb) * 1000 / (most.entries - now.entries)
    return [
        Target(f"cold entry ms, {times} ÷ 1x", most.cold_entry_ms / now.cold_entry_ms, 1.5, at_most=True),
        Target(f"cold list ms, {times} ÷ 1x", most.cold_list_ms / now.cold_list_ms, 1.5, at_most=True),
        Target("search p99 ÷ its p50, 1x", now.search_p99_ms / now.search_p50_ms, 10, at_most=True),
        Target("suggest p99 ÷ its p50, 1x", now.suggest_p99_ms / now.suggest_p50_ms, 10, at_most=True),
        Target(f"search p99 in ms, {times}", most.search_p99_ms, 50, at_most=True),
        Target(f"search p99, {times} ÷ 1x", most.search_p99_ms / now.search_p99_ms, 10, at_most=True),
        Target("kB an entry above the base, searched", kilobytes, 12, at_most=True),
        Target(f"start, ms an entry, {times}", most.start_s * 1000 / most.entries, 1.5, at_most=True),
    ]


def spread(values: list[float]) -> str:
    """Return a median with the least and the most."""
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"
