"""The search index: tokenization, indexed fields, determinism."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.features.search.search_index import search_index_of
from app.features.search.tokenizer import Stems, tokens

ROOT = Path(__file__).resolve().parent.parent.parent
SAME: list[tuple[str, str]] = [
    ("yoghurt", "Yogurts"),
    ("oestrogen", "estrogen"),
    ("coeliac", "celiac"),
    ("diarrhoea", "diarrhea"),
    ("fibre", "fibers"),
    ("Crohn\u2019s", "crohn"),
    ("caf\u00e9", "cafe\u0301"),
    ("potatoes", "potato"),
    ("FERMENTED", "ferments"),
    ("\ufb01bre", "fibre"),
]
DIGEST = """
import hashlib, sys
from app.catalog.catalog_reader import read_catalog
from app.db.engine import make_engine
from app.features.search.search_index import search_index_of
from app.features.search.schemas import SearchQuery, SuggestQuery
from app.features.search.search import search
from app.features.search.suggest import suggest
from app.catalog.registry import KINDS
from tests.features.search_strings import hostile
from tests.features.test_relevance import judgements
catalog = read_catalog(make_engine(sys.argv[1]), KINDS)
index = search_index_of(catalog)
digest = hashlib.sha256()
for text in [*(one["query"] for one in judgements()), *hostile(300, seed=3)]:
    found = search(catalog, index, SearchQuery.model_construct(q=text, kind=(), limit=50, cursor=None))
    offered = suggest(catalog, index, SuggestQuery.model_construct(q=text, kind=(), limit=20))
    digest.update(repr(found).encode() + offered)
print(digest.hexdigest())
"""


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spelling_variants_have_one_stem(one: str, other: str) -> None:
    stems = Stems()
    assert stems.of(one) == stems.of(other)
    assert len(stems.of(one)) == 1


def test_token_spans() -> None:
    text = "\u202eKefir, cafe\u0301 \U0001f9c0 d\u2019Or 'x'"
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "Kefir",
        "cafe\u0301",
        "d\u2019Or",
        "x",
    ]
    assert list(tokens("\0 ?! \u0301\u0301 \u200d_")) == []


def test_every_entry_is_indexed_in_the_order_of_the_catalog(sample_catalog: Catalog) -> None:
    assert search_index_of(sample_catalog).keys == list(sample_catalog.stored)
    assert search_index_of.cached_value(sample_catalog) is search_index_of(sample_catalog)


def test_search_index_is_freed_with_its_catalog(sample_engine: Engine) -> None:
    catalog = read_catalog(sample_engine, KINDS)
    assert search_index_of.cached_value(catalog) is None
    first = search_index_of(catalog)
    assert search_index_of(read_catalog(sample_engine, KINDS)) is not first


@pytest.mark.full_suite
def test_search_is_deterministic_across_processes(engine: Engine) -> None:
    digests = set()
    for seed in ("0", "1", "271828"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", DIGEST, str(engine.url)]
        digests.add(
            subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True).stdout
        )
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64
