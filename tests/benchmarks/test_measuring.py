"""Parts of the benchmarks: generated queries, enlarged catalogs, result tables."""

from itertools import islice
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import Content
from app.db.engine import make_engine
from benchmarks import synthetic_catalog
from benchmarks.load import percentile
from benchmarks.results import Target, table
from benchmarks.throughput import ratio
from benchmarks.workload import distinct, random_filter, random_prefix, random_search, words_of
from tests.conftest import make_app, make_client

MANY = 20_000


def test_benchmark_requests_are_distinct(catalog: Catalog) -> None:
    words = words_of(catalog)
    for draw in (random_filter, random_search(words, "/v1/search?", "q"), random_prefix(words)):
        asked = list(islice(distinct(draw, 1), MANY))
        assert len(set(asked)) == MANY
        assert asked == list(islice(distinct(draw, 1), MANY))


async def test_benchmark_requests_are_valid(catalog: Catalog) -> None:
    words = words_of(catalog)
    async with make_client(make_app(catalog, make_engine("sqlite://"))) as client:
        for draw in (random_filter, random_search(words, "/v1/search?", "q"), random_prefix(words)):
            for path in islice(distinct(draw, 2), 50):
                assert (await client.get(path)).status_code == 200, path


def test_scaled_catalog_repeats_the_content(content: Content, catalog: Catalog, tmp_path: Path) -> None:
    engine = make_engine(synthetic_catalog.write(content, 3, tmp_path / "three.db"))
    larger = read_catalog(engine, KINDS)
    engine.dispose()
    assert len(larger.stored) == 3 * len(content.documents)
    kefir, copy = (larger.entry("food-sources", slug) for slug in ("kefir", "kefir-x2"))
    assert copy.name == f"Kefir {synthetic_catalog.word_of(2)}"
    assert [card.slug for card in copy.cautions] == [f"{card.slug}-x2" for card in kefir.cautions]
    assert [card.slug for card in copy.claims] == [f"{card.slug}-x2" for card in kefir.claims]
    assert copy.summary != kefir.summary
    assert set(words_of(larger)) > set(words_of(catalog))


def test_target_reports_value_and_verdict() -> None:
    assert Target("speed", 1.5, 2.0).row() == ["speed", "1.50", "at least 2", "**no**"]
    assert Target("memory", 11.9, 12, at_most=True, digits=1).row() == ["memory", "11.9", "at most 12", "yes"]
    assert table(["", "a"], [["b", "1"]]) == "|  | a |\n| --- | ---: |\n| b | 1 |"


def test_ratios_are_paired_by_round() -> None:
    assert ratio({"ours": [10, 40, 30], "theirs": [5, 10, 10]}, "ours", "theirs") == 3


@pytest.mark.parametrize(("percent", "value"), [(50, 50.5), (99, 99.01)])
def test_percentiles(percent: int, value: float) -> None:
    assert percentile([float(number) for number in range(1, 101)], percent) == pytest.approx(value)
