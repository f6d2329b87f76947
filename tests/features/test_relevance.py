"""Search relevance against judgements that were made before the ranking."""

import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.catalog.catalog import Catalog
from tests.features.search_requests import keys

JUDGED = Path(__file__).resolve().parent / "relevance.yaml"
FIRST = 3
MIN_RECALL = 0.95
MIN_RECIPROCAL_RANK = 0.85
LOOKED_AT = 20
FEWEST = 120

Judgement = dict[str, Any]


def judgements() -> list[Judgement]:
    """Return every query with what is expected for it."""
    judged: list[Judgement] = yaml.safe_load(JUDGED.read_text("utf-8"))
    return judged


def recall(found: list[str], expected: list[str]) -> float:
    """Return which part of what is expected is among the first."""
    return len(set(found[:FIRST]) & set(expected)) / len(expected)


def reciprocal_rank(found: list[str], expected: list[str]) -> float:
    """Return one through the place of the first that is expected; 0 where none is found."""
    places = [place for place, key in enumerate(found, 1) if key in expected]
    return 1 / places[0] if places else 0.0


FIRST_OF_ALL = {
    *("sardines", "chickpeas", "walnuts", "omeprazole", "PPI", "anorexia", "broccoli", "almonds"),
    *("raloxifene", "smoking", "lentils", "lassi", "skyr", "creatine", "milk", "cheese"),
    *("how much calcium do I need", "vitamin d dose", "collagen", "falls"),
    *("salt substitute", "methotrexate", "cigarettes", "weights", "balance exercises"),
    *("tai chi", "tripping", "gelatine", "daily calcium", "recommended daily calcium"),
    *("how many iu of vitamin d", "protein per day", "daal", "losec", "eating disorder"),
    *("tinned sardines", "cow's milk", "how to prevent falls", "evista", "quit smoking"),
}
"""Queries that found nothing or nonsense before their entries existed."""


async def test_searches_that_found_nothing_find_the_right_entry_first(client: httpx.AsyncClient) -> None:
    wanted = {one["query"]: one["expect"][0] for one in judgements() if one["query"] in FIRST_OF_ALL}

    assert wanted.keys() == FIRST_OF_ALL
    assert {query: (await keys(client, query, limit=1))[0] for query in wanted} == wanted


def test_expected_entries_exist(catalog: Catalog) -> None:
    judged = judgements()
    assert len(judged) >= FEWEST
    assert [key for one in judged for key in one["expect"] if not catalog.has(key)] == []
    assert len({one["query"] for one in judged}) == len(judged)


async def test_exact_names_rank_first(client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]) -> None:
    judged = [(one, await keys(client, one["query"], limit=LOOKED_AT)) for one in judgements()]
    recalls = [recall(found, one["expect"]) for one, found in judged]
    ranks = [reciprocal_rank(found, one["expect"]) for one, found in judged]
    mean_recall, mean_rank = sum(recalls) / len(recalls), sum(ranks) / len(ranks)
    result = f"{len(ranks)} queries: recall@{FIRST} {mean_recall:.3f}, mean reciprocal rank {mean_rank:.3f}"
    with capsys.disabled():
        sys.stdout.write(f"\n{result}\n")
    worse = zip(judged, recalls, strict=True)
    missed = [(one["query"], one["expect"], found[:FIRST]) for (one, found), part in worse if part < 1]
    assert mean_recall >= MIN_RECALL, missed
    assert mean_rank >= MIN_RECIPROCAL_RANK, missed
