"""The model of phones and browsers behind a CDN, with the lifetimes that are served."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import which

import httpx
import numpy as np
import pytest

from app.catalog.catalog import Catalog
from app.web.explorer.assets import asset_url
from benchmarks.scale_model import small_run
from benchmarks.scale_model.capacity import (
    asked_of,
    bounds,
    load_of,
    machines_for,
    simulate,
    wait_until_held,
    with_lifetimes,
)
from benchmarks.scale_model.content_releases import prepare_releases
from benchmarks.scale_model.edge_cache import first_new_answer, full_answers, origin_requests
from benchmarks.scale_model.parameters import (
    DAY,
    HOUR,
    Answer,
    Assumptions,
    Lifetime,
    Machine,
    Measurements,
    Stream,
    parse_cache_control,
)
from benchmarks.scale_model.small_run import SMALL
from benchmarks.scale_model.spread import FORMER
from tests.docs.markdown_pages import ROOT, tables

NONE = np.array([])
EVERY_SECOND = np.arange(100.0)
ONE_RELEASE = Assumptions(phones=20_000, points_of_presence=4, days=2, releases=(0.5 * DAY,))


async def served_cache_control(client: httpx.AsyncClient, release: str) -> Mapping[Stream, str]:
    """Return the Cache-Control of each stream, as the application sends it."""
    paths = {
        Stream.SYNC: f"/v1/changes?since={release.replace('+', '%2B')}",
        Stream.BUNDLE: "/v1/bundle",
        Stream.PAGE: "/food-sources/kefir",
        Stream.ASSET: asset_url("explorer.css"),
        Stream.SEARCH: "/search?q=bone",
        Stream.SUGGEST: "/v1/suggest?q=bo",
    }
    answers = {stream: await client.get(path) for stream, path in paths.items()}
    answers[Stream.CHECK] = await client.post("/v1/check", json={"items": ["kefir"]})
    return {stream: answer.headers["cache-control"] for stream, answer in answers.items()}


@pytest.fixture
async def measured(client: httpx.AsyncClient, catalog: Catalog) -> Measurements:
    """Return the served lifetimes with round numbers for bytes and times."""
    lifetimes = await served_cache_control(client, catalog.release)
    answers = {stream: Answer(lifetimes[stream], 500, 5000, 5e-5, 5e-5, 3e-3) for stream in Stream}
    return Measurements(
        answers,
        delta_bytes=2000,
        pages=800,
        refresh_interval=2,
        memory_mb=140,
        cache_mb=64,
        release_work=3,
        refresh_work=1,
        idle=0.003,
    )


@pytest.mark.parametrize(
    ("value", "lifetime"),
    [
        ("public, max-age=300, stale-while-revalidate=3000, stale-if-error=86400", Lifetime(300, 3000)),
        ("public, max-age=30, stale-if-error=86400", Lifetime(30, 0)),
        ("public, no-cache", Lifetime()),
        ("no-store", Lifetime()),
        ("", Lifetime()),
    ],
)
def test_lifetime_is_read_from_cache_control(value: str, lifetime: Lifetime) -> None:
    assert parse_cache_control(value) == lifetime


def test_cache_asks_the_origin_when_an_answer_is_stale_or_purged() -> None:
    assert list(origin_requests(EVERY_SECOND, 30, NONE)) == [0, 30, 60, 90]
    assert list(origin_requests(EVERY_SECOND, 30, np.array([44.5]))) == [0, 30, 45, 75]
    assert list(origin_requests(EVERY_SECOND, 0, NONE)) == list(EVERY_SECOND)
    assert list(origin_requests(NONE, 30, NONE)) == []


def test_first_answer_after_a_change_is_whole_and_others_are_304() -> None:
    asked = np.array([0.0, 30, 60, 90])
    assert list(full_answers(asked, NONE, NONE)) == [True, False, False, False]
    assert list(full_answers(asked, np.array([45.0]), NONE)) == [True, False, True, False]


def test_first_answer_after_a_purge_is_whole_even_if_it_was_asked_after_the_change() -> None:
    asked, purges = np.array([0.0, 30, 60, 90]), np.array([50.0])
    assert list(full_answers(asked, np.array([20.0]), purges)) == [True, True, True, False]
    assert list(full_answers(asked, np.array([45.0]), purges)) == [True, False, True, False]


def test_stale_while_revalidate_sends_the_old_answer_once_more() -> None:
    asked = np.array([0.0, 30, 60, 90])
    assert first_new_answer(asked, 45, None, serves_stale=False) == 60
    assert first_new_answer(asked, 45, None, serves_stale=True) > 60
    assert first_new_answer(asked, 45, 50, serves_stale=True) == 50
    assert first_new_answer(asked, 95, None, serves_stale=False) == np.inf


@pytest.mark.parametrize("rate", [0.001, 0.01, 1])
def test_origin_rate_is_that_of_a_renewal_process(rate: float) -> None:
    seconds, max_age = 5000 / rate + 5000 * 300, 300
    arrivals = np.cumsum(np.random.default_rng(1).exponential(1 / rate, int(seconds * rate)))
    asked = origin_requests(arrivals, max_age, NONE)
    assert len(asked) / arrivals[-1] == pytest.approx(rate / (1 + rate * max_age), rel=0.05)


@pytest.mark.parametrize("purge_after", [60, None])
@pytest.mark.parametrize("device_cache", [False, True])
def test_safety_release_reaches_99_percent_of_online_phones_within_the_hour(
    measured: Measurements, purge_after: float | None, *, device_cache: bool
) -> None:
    assumed = replace(ONE_RELEASE, purge_after=purge_after, device_cache=device_cache)
    points = simulate(measured, assumed)
    assert 0.9 < np.concatenate([online for point in points for online in point.online]).mean() < 1
    assert wait_until_held(points, online=True) < HOUR
    # Phones that are off for the day get it on the next one.
    assert DAY / 2 < wait_until_held(points) < DAY


def test_stale_answers_to_looks_would_cost_more_than_the_hour(measured: Measurements) -> None:
    former = with_lifetimes(measured, {Stream.SYNC: FORMER})
    assumed = replace(ONE_RELEASE, device_cache=True)
    assert wait_until_held(simulate(former, assumed), online=True) > HOUR


def test_one_look_a_day_takes_more_than_a_day(measured: Measurements) -> None:
    assumed = replace(ONE_RELEASE, days=5, look_interval=(DAY, DAY))
    assert DAY < wait_until_held(simulate(measured, assumed)) < 4 * DAY


def test_cdn_absorbs_all_but_what_nobody_asked_before(measured: Measurements) -> None:
    assumed = replace(ONE_RELEASE, points_of_presence=20, days=1)
    few, many = (
        load_of(measured, replace(assumed, phones=phones), Machine()) for phones in (20_000, 200_000)
    )
    assert many.clients == pytest.approx(10 * few.clients, rel=0.1)
    assert many.origin < 5 * few.origin
    assert many.answered_by_edge > few.answered_by_edge
    assert many.origin_by_stream[Stream.SYNC] < 2 * few.origin_by_stream[Stream.SYNC]
    for stream in (Stream.CHECK, Stream.SUGGEST):
        assert many.origin_by_stream[stream] > 6 * few.origin_by_stream[stream]
    assert many.origin_by_stream[Stream.ASSET] < 0.01
    assert (few.machines, many.machines) == (2, 2)


def test_purge_makes_caches_ask_for_whole_answers_again(measured: Measurements) -> None:
    once = replace(ONE_RELEASE, days=1)
    purged, calm = (simulate(measured, replace(once, releases=releases)) for releases in ((DAY / 2,), ()))
    whole = [sum(int(point.traffic[Stream.PAGE].full.sum()) for point in points) for points in (purged, calm)]
    assert whole[0] > 1.2 * whole[1]
    assert asked_of(purged, Stream.CHECK).sum() == pytest.approx(asked_of(calm, Stream.CHECK).sum(), rel=0.2)


def test_simulation_is_reproducible(measured: Measurements) -> None:
    small = replace(ONE_RELEASE, phones=400, days=1)
    assert load_of(measured, small, Machine()) == load_of(measured, small, Machine())


def test_machines_follow_the_scarcer_of_processor_and_network() -> None:
    machine = Machine(cores=2, utilisation=0.5, network_bytes=100, least=2)
    assert machines_for(0.1, 10, machine) == 2
    assert machines_for(4.5, 10, machine) == 5
    assert machines_for(0.1, 201, machine) == 5


def test_bounds_are_sorted_and_a_cdn_raises_them(measured: Measurements) -> None:
    found = bounds(measured, replace(ONE_RELEASE, days=1), Machine())
    assert [bound.phones for bound in found] == sorted(bound.phones for bound in found)
    phones = {bound.what: bound.phones for bound in found}
    assert phones["CDN: processors, at the daily peak"] > phones["no CDN: processors, at the daily peak"]


async def test_page_shows_the_served_lifetimes(client: httpx.AsyncClient, catalog: Catalog) -> None:
    rows = tables((ROOT / "docs" / "scale.md").read_text("utf-8"))["answer"]
    served = await served_cache_control(client, catalog.release)
    assert {row[0]: row[1].strip("`") for row in rows} == dict(served)


def test_page_shows_three_sizes_within_the_hour() -> None:
    rows = {row[0]: row[1:] for row in tables((ROOT / "docs" / "scale.md").read_text("utf-8"))["phones"]}
    minutes = rows["minutes until 99 % of online phones hold a safety release"]
    assert len(minutes) == 3
    assert all(0 < float(cell) < 60 for cell in minutes)


@pytest.mark.slow
@pytest.mark.full_suite
@pytest.mark.skipif(which("nginx") is None, reason="this machine has no nginx")
def test_clients_of_the_small_run_follow_a_release_through_nginx(tmp_path: Path) -> None:
    seconds = 12.0
    assumed = replace(
        SMALL,
        phones=100,
        look_interval=(1, 1.5),
        retry_interval=(0.5, 1),
        online_for=seconds,
        visit_times=(0, seconds / 2, seconds),
        day=seconds,
        releases=(2.0,),
    )
    folder = tmp_path / "run"
    folder.mkdir()
    seen = small_run.run(prepare_releases(tmp_path), folder, assumed)
    assert seen.failures == 0
    assert len(seen.waits) == assumed.phones
    assert min(seen.waits) > 0
    asked = seen.full.total() + seen.validated.total()
    assert 0 < seen.full[Stream.SYNC] < seen.requests[Stream.SYNC] / 10
    assert seen.full[Stream.CHECK] == seen.requests[Stream.CHECK] > 0
    assert asked < seen.requests.total() / 2
    assert 0 < seen.origin_bytes < seen.client_bytes
