"""Relevance: what people type, and what must be among the first three, judged before any ranking was."""

from pathlib import Path
from typing import Any

import httpx
import yaml

from app.catalog import Catalog
from tests.features.search_asking import keys

JUDGED = Path(__file__).resolve().parent.parent / "relevance.yaml"
FIRST = 3
LEAST_RECALL = 0.95
LEAST_RECIPROCAL_RANK = 0.85
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


def test_what_is_expected_exists(catalog: Catalog) -> None:
    judged = judgements()
    assert len(judged) >= FEWEST
    assert [key for one in judged for key in one["expect"] if not catalog.has(key)] == []
    assert len({one["query"] for one in judged}) == len(judged)


async def test_what_people_look_for_comes_first(client: httpx.AsyncClient) -> None:
    found = {one["query"]: await keys(client, one["query"], limit=LOOKED_AT) for one in judgements()}
    recalls = {one["query"]: recall(found[one["query"]], one["expect"]) for one in judgements()}
    ranks = [reciprocal_rank(found[one["query"]], one["expect"]) for one in judgements()]
    mean_recall, mean_rank = sum(recalls.values()) / len(recalls), sum(ranks) / len(ranks)
    for one in judgements():
        if recalls[one["query"]] < 1 or reciprocal_rank(found[one["query"]], one["expect"]) < 1:
            print(f"{one['query']!r}: expected {one['expect']}, found {found[one['query']][:FIRST]}")
    print(f"{len(ranks)} queries: recall@{FIRST} {mean_recall:.3f}, mean reciprocal rank {mean_rank:.3f}")
    assert mean_recall >= LEAST_RECALL
    assert mean_rank >= LEAST_RECIPROCAL_RANK
