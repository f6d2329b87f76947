"""The examples of the contract: real requests with their real answers, the shortest there are."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.api.health import readiness
from app.api.responses import data_body, encoded_body, item_body, page_body
from app.catalog.catalog import Catalog
from app.catalog.guide_schemas import ServedDisclaimer
from app.catalog.registry import KINDS
from app.features.facets import facets_of
from app.features.guide import entry_json, section_json
from app.features.pagination import list_page
from app.features.release_history import release_of
from app.schemas.kind import Kind
from app.server.state.refresh_status import RefreshStatus

SAMPLE_RELEASE = "2026-11-24.1-3fa9c2d1"
"""Stands in examples for the id of the release, so that the contract does not change with it."""


@dataclass(frozen=True)
class Example:
    """The parameters of a request to a path, and its answer (an excerpt where that is long)."""

    path: str
    values: dict[str, Any]
    answer: Any


def examples_of(catalog: Catalog) -> Iterator[Example]:
    """Yield an example for every operation that answers from the catalog."""
    sample = replace(catalog, release=SAMPLE_RELEASE)
    for kind in KINDS:
        yield _get_example(sample, kind)
        yield _list_example(sample, kind)
    yield _excerpt(sample)
    facets = facets_of(sample)
    first = facets.model_copy(update={"facets": facets.facets[:1]})
    yield Example("/v1/facets", {}, json.loads(data_body(sample, first)))
    disclaimer = ServedDisclaimer.model_validate(sample.disclaimer)
    yield Example("/v1/disclaimer", {}, json.loads(data_body(sample, disclaimer)))
    yield from _release_examples(sample)
    yield Example("/health/live", {}, {"status": "up"})
    yield Example("/health/ready", {}, readiness(sample, RefreshStatus(), refresh="watching").model_dump())


def _get_example(catalog: Catalog, kind: Kind) -> Example:
    key = min(catalog.keys(kind.path), key=lambda key: len(catalog.entry_json(key)))
    slug = key.partition("/")[2]
    return Example(f"/v1/{kind.path}/{{slug}}", {"slug": slug}, json.loads(item_body(catalog, key)))


def _list_example(catalog: Catalog, kind: Kind) -> Example:
    keys = catalog.keys(kind.path)
    place = min(range(len(keys)), key=lambda place: len(catalog.entry_json(keys[place])))
    values: dict[str, Any] = {"limit": 1}
    if place:
        before = list_page(catalog, kind, kind.query(limit=1, cursor=None))
        for _ in range(place - 1):
            before = list_page(catalog, kind, kind.query(limit=1, cursor=before.page.next))
        values["cursor"] = before.page.next
    listed = list_page(catalog, kind, kind.query(**values))
    return Example(f"/v1/{kind.path}", values, json.loads(page_body(catalog, listed.keys, listed.page)))


def _excerpt(catalog: Catalog) -> Example:
    """Return the guide cut down to one section with one entry; whole it is over a megabyte."""
    section = catalog.guide[0]
    entry = min((entry_json(catalog, key) for key in section.keys), key=len)
    cut = b'{"sections":[%b]}' % section_json(section, (entry,))
    return Example("/v1/guide", {}, json.loads(encoded_body(catalog, cut)))


def _release_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield the first release there was, cut down to one part: later ones do not change it."""
    if not catalog.history:
        return
    first = release_of(catalog, catalog.history[0].id)
    cut = first.model_copy(update={"added": first.added[:1]})
    answer = json.loads(data_body(catalog, cut))
    yield Example("/v1/releases/{release}", {"release": first.id}, answer)
    yield Example("/v1/releases", {}, answer | {"data": [answer["data"]]})
