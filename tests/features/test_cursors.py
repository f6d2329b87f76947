"""Cursors neither skip nor repeat, for every kind, page size and filter."""

import random
from enum import Enum
from itertools import count
from typing import Any, get_args

import pytest

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.features.pagination import list_page
from app.schemas.filters import Filter
from app.schemas.kind import Kind

ROUNDS = 25


def published(value: Any) -> list[Any]:
    """Return the values of a vocabulary; of anything else, none."""
    return list(value) if isinstance(value, type) and issubclass(value, Enum) else []


def nameable(catalog: Catalog, kind: Kind, name: str) -> list[str]:
    """Return what a filter that names entries may be given; of any other filter, nothing."""
    if name not in kind.reference_parameters:
        return []
    kinds = kind.reference_parameters[name] or tuple(catalog.entries_by_kind)
    return [
        entry.slug if len(kinds) == 1 else f"{path}/{entry.slug}"
        for path in kinds
        for entry in catalog.entries_by_kind[path]
    ]


def random_filters(chance: random.Random, catalog: Catalog, kind: Kind) -> dict[str, Any]:
    """Return filters of a kind with values that it publishes or entries that there are, or none."""
    chosen: dict[str, Any] = {}
    for name, field in kind.query.model_fields.items():
        values = published(next(iter(get_args(field.annotation)), None)) or nameable(catalog, kind, name)
        if values and chance.random() < 0.4:
            chosen[name] = tuple(chance.sample(values, k=chance.randint(1, len(values))))
        elif name == "include_uncertain":
            chosen[name] = chance.random() < 0.5
        elif name in {"year_from", "year_to"} and chance.random() < 0.3:
            chosen[name] = chance.randint(1990, 2026)
    return chosen


def walked(catalog: Catalog, kind: Kind, limit: int, filters: dict[str, Any]) -> list[list[str]]:
    """Return the keys of every page, following the cursors."""
    pages: list[list[str]] = []
    cursor = None
    for number in count():
        assert number <= len(catalog.entries_by_kind[kind.path]), "the cursors go round"
        query = kind.query(limit=limit, cursor=cursor, **filters)
        listed = list_page(catalog, kind.path, (kind,), query)
        pages.append(listed.keys)
        cursor = listed.page.next
        if cursor is None:
            break
    return pages


def holds(asked: Filter, entry: Any, value: Any) -> bool | None:
    """Return whether an entry holds a value; None where that is in doubt."""
    if any(asked.matches(held, value) for held in asked.values(entry)):
        return True
    if asked.unknown_because(entry) is not None:
        return None
    return None if value in {doubted for doubted, _ in asked.uncertain_values(entry)} else False


def admits(asked: Filter, entry: Any, wanted: Any, *, uncertain: bool) -> bool:
    """Return whether a filter admits an entry by itself."""
    found = [holds(asked, entry, value) for value in (wanted if isinstance(wanted, tuple) else (wanted,))]
    if not asked.match_all:
        return any(one or (one is None and uncertain) for one in found)
    return all(one or (one is None and uncertain) for one in found)


def in_order(catalog: Catalog, kind: Kind, filters: dict[str, Any]) -> list[str]:
    """Return the keys of the entries that the filters admit one by one, in the order of the kind."""
    uncertain = filters.get("include_uncertain", False)
    asked = [(kind.filters[name], value) for name, value in filters.items() if name in kind.filters]
    return [
        f"{kind.path}/{entry.slug}"
        for entry in catalog.entries_by_kind[kind.path]
        if all(admits(one, entry, wanted, uncertain=uncertain) for one, wanted in asked)
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_pages_concatenate_to_the_full_list(catalog: Catalog, kind: Kind) -> None:
    chance = random.Random(kind.path)
    for turn in range(ROUNDS):
        filters = random_filters(chance, catalog, kind) if turn else {}
        limit = chance.choice([1, 2, 100, chance.randint(1, 100)])
        pages = walked(catalog, kind, limit, filters)
        found = [key for page in pages for key in page]
        assert found == in_order(catalog, kind, filters)
        assert len(set(found)) == len(found)
        assert all(len(page) == limit for page in pages[:-1])
        assert turn or found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_every_page_size_gives_the_same_list(catalog: Catalog, kind: Kind) -> None:
    whole = in_order(catalog, kind, {})
    for limit in range(1, 101):
        if limit * 60 >= len(whole):
            assert [key for page in walked(catalog, kind, limit, {}) for key in page] == whole


@pytest.mark.full_suite
def test_cursor_pages_with_entry_filters(catalog: Catalog) -> None:
    chance, used = random.Random(1), set[str]()
    for kind in KINDS:
        for _ in range(20):
            filters = random_filters(chance, catalog, kind)
            used |= {name for name in kind.reference_parameters if filters.get(name)}
            pages = walked(catalog, kind, 1, filters)
            assert [key for page in pages for key in page] == in_order(catalog, kind, filters)
    assert used == {"mechanism", "subject", "condition", "medicine", "compound", "applies_to", "outcome"}
