"""The relevance judgements are sufficient, unique, and about existing entries of every kind."""

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from tests.features.relevance import judged_queries

JUDGED = judged_queries()
BEFORE_THE_RANKING = 199
"""How many were committed before the ranking was: none can join them any more."""


def test_there_are_enough_queries_and_none_is_judged_twice() -> None:
    typed = [" ".join(judged.query.casefold().split()) for judged in JUDGED]
    assert len(typed) >= 120
    assert len(typed) == len(set(typed))


def test_queries_added_after_tuning_are_dated() -> None:
    undated = [judged for judged in JUDGED if judged.added is None]
    assert len(undated) == BEFORE_THE_RANKING
    assert JUDGED[:BEFORE_THE_RANKING] == undated


def test_every_expected_entry_exists(catalog: Catalog) -> None:
    missing = [key for judged in JUDGED for key in judged.expect if not catalog.has(key)]
    assert missing == []


def test_each_query_expects_one_to_three_different_entries() -> None:
    assert all(1 <= len(judged.expect) <= 3 for judged in JUDGED)
    repeated = [judged.query for judged in JUDGED if len(set(judged.expect)) != len(judged.expect)]
    assert repeated == []


def test_every_kind_is_expected_somewhere() -> None:
    expected = {key.partition("/")[0] for judged in JUDGED for key in judged.expect}
    assert expected == {kind.path for kind in KINDS}
