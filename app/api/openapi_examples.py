"""The examples of the contract: real requests, each with an excerpt of its real answer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from app.api import (
    check,
    citations,
    claim_evidence,
    compare,
    entries,
    food_figures,
    graph,
    index,
    reference_values,
)
from app.api.foods import FOOD_DECLARATIONS
from app.api.health import readiness
from app.api.index import Address, Index, IndexedKind
from app.api.responses import data_body, entry_body, members_body
from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.core.base_model import Model
from app.core.entry_keys import slug_of
from app.features.check.check import check as check_of
from app.features.check.schemas import CheckRequest
from app.features.citations.citation_numbering import citations_of, resolve_keys
from app.features.citations.schemas import GUIDE
from app.features.claim_evidence.microbe_finder import finder_of
from app.features.graph.knowledge_graph import knowledge_graph_of, lean_graph, subgraph_of
from app.features.graph.path_search import paths_of
from app.features.graph.schemas import GraphQuery
from app.features.release_history import release_of
from app.features.search.schemas import SearchQuery, SuggestQuery
from app.features.search.search import search
from app.features.search.search_index import search_index_of
from app.features.search.suggest import suggest
from app.schemas.kind import Kind
from app.server.state.release_holder import RefreshStatus

SAMPLE_RELEASE = "2026-11-24.1-3fa9c2d1"
"""Stands in examples for the id of the release, so that the contract does not change with it."""

JSON = "application/json"
EXAMPLE_KINDS = {"terms"}
"""Kinds of which the contract shows an entry; those of all kinds would be a fifth of the document."""


@dataclass(frozen=True)
class Example:
    """The parameters or the body of a request to a path, and its answer, each list cut to one item.

    Without an answer, the example is of the request alone. `other_values` are examples of parameters that the
    request does not have.
    """

    path: str
    values: dict[str, Any]
    answer: Any
    body: Any = None
    other_values: dict[str, Any] = field(default_factory=dict)

    def add_to(self, paths: dict[str, Any]) -> None:
        """Add the example to the operation in the paths of an OpenAPI document."""
        operation = paths[self.path]["post" if self.body else "get"]
        for parameter in operation.get("parameters", ()):
            examples = self.values | self.other_values
            if parameter["name"] in examples:
                parameter["example"] = examples[parameter["name"]]
        if self.body:
            operation["requestBody"]["content"][JSON]["example"] = self.body
        if self.answer:
            operation["responses"]["200"]["content"][JSON]["example"] = excerpt_of_body(self.answer)


def excerpt(value: Any) -> Any:
    """Return a JSON value with one item of each list."""
    if isinstance(value, dict):
        return {name: excerpt(inner) for name, inner in value.items()}
    return [excerpt(inner) for inner in value[:1]] if isinstance(value, list) else value


def excerpt_of_body(body: Any) -> Any:
    """Return the excerpt of a response, with the whole claims and cautions that the excerpt names."""
    if not isinstance(body, dict) or "included" not in body:
        return excerpt(body)
    data = excerpt(body["data"])
    text = json.dumps(data)
    included = {
        group: {slug: excerpt(one) for slug, one in found.items() if f'"{slug}"' in text}
        for group, found in body["included"].items()
    }
    return excerpt(body) | {"data": data, "included": included}


def examples_of(catalog: Catalog) -> Iterator[Example]:
    """Yield an example for every operation that answers from the catalog."""
    sample = replace(catalog, release=SAMPLE_RELEASE)
    for kind in KINDS:
        yield _get_example(sample, kind)
        yield _list_example(sample, kind)
    for kind in FOOD_DECLARATIONS:
        slug = sample.slugs(kind.path)[0]
        yield Example(f"/v1/{kind.path}/{{slug}}{food_figures.ENDING}", {"slug": slug}, None)
    yield _index_example(sample)
    yield Example(entries.PATH, {"ids": [sample.keys(kind.path)[0] for kind in KINDS[:2]]}, None)
    yield from _guide_examples(sample)
    yield Example("/v1/facets", {}, None)
    yield Example("/v1/disclaimer", {}, None)
    yield from _release_examples(sample)
    yield Example("/health/live", {}, {"status": "up"})
    yield Example("/health/ready", {}, readiness(sample, RefreshStatus(), refresh="watching").model_dump())
    checked = check_of(sample, CheckRequest.model_validate(check.EXAMPLE))
    yield replace(_data_example(sample, check.PATH, {}, checked), body=check.EXAMPLE)
    yield from _graph_examples(sample)
    yield from _search_examples(sample)
    yield from _citation_examples(sample)
    yield from _evidence_examples(sample)
    yield Example(reference_values.PATH, {"age": 70, "sex": "female"}, None)
    foods = [sample.keys(kind.path)[0] for kind in FOOD_DECLARATIONS]
    yield Example(compare.PATH, {"items": foods[:2]}, None)
    yield Example(compare.PATH, {}, None, body={"items": foods[:2], "life_stages": ["78"]})
    sample.clear_caches()


def _data_example(catalog: Catalog, path: str, values: dict[str, Any], data: Model | bytes) -> Example:
    return Example(path, values, json.loads(data_body(catalog, data)))


def _entry_example(
    catalog: Catalog, path: str, values: dict[str, Any], data: Model | bytes, included: bytes
) -> Example:
    return Example(path, values, json.loads(entry_body(catalog, data, included)))


def _get_example(catalog: Catalog, kind: Kind) -> Example:
    """Return a request for the entry of which the excerpt is shortest, with its answer for some kinds."""
    path = f"/v1/{kind.path}/{{slug}}"
    examples = (
        _entry_example(
            catalog,
            path,
            {"slug": slug_of(key)},
            catalog.entry_json(key),
            catalog.included_json([key]),
        )
        for key in catalog.keys(kind.path)
    )
    shortest = min(examples, key=lambda example: len(str(excerpt_of_body(example.answer))))
    return shortest if kind.path in EXAMPLE_KINDS else replace(shortest, answer=None)


def _list_example(catalog: Catalog, kind: Kind) -> Example:
    """Return a request for a list; its entries are as the example of one entry shows."""
    named = {
        parameter: [_example_name(catalog, kinds)] for parameter, kinds in kind.reference_parameters.items()
    }
    return Example(f"/v1/{kind.path}", {"limit": 1}, None, other_values=named)


def _example_name(catalog: Catalog, kinds: tuple[str, ...]) -> str:
    """Return an entry as a parameter names it: its slug if it has one kind alone, else `<kind>/<slug>`."""
    key = catalog.keys(kinds[0] if kinds else KINDS[0].path)[0]
    return slug_of(key) if len(kinds) == 1 else key


def _index_example(catalog: Catalog) -> Example:
    """Return the index, cut down to one kind and one address."""
    kind = IndexedKind(
        kind="food-sources",
        name="food sources",
        href="/v1/food-sources",
        entries=len(catalog.keys("food-sources")),
    )
    address = Address(template="/v1/food-sources/{slug}", methods=("GET",), summary="Get one food source")
    return _data_example(catalog, index.PATH, {}, Index(kinds=(kind,), addresses=(address,)))


def _guide_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield requests for the guide and its first section."""
    yield Example("/v1/guide", {}, None)
    yield Example("/v1/guide/{section}", {"section": catalog.guide[0].slug}, None)


def _release_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield the first release there was, cut down to one part: later ones do not change it."""
    if not catalog.history:
        return
    first = release_of(catalog, catalog.history[0].id)
    cut = first.model_copy(update={"added": first.added[:1]})
    example = _data_example(catalog, "/v1/releases/{release}", {"release": first.id}, cut)
    yield replace(example, answer=None)
    yield Example("/v1/changes", {"since": first.id}, None)
    yield Example("/v1/releases", {}, example.answer | {"data": [example.answer["data"]]})


def _graph_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield requests with the shortest responses with an effect."""
    network = knowledge_graph_of(catalog)
    effects = [edge for edge in network.edges.values() if edge.claim]
    parts = {edge.source: subgraph_of(network, GraphQuery(around=edge.source)) for edge in effects}
    around = min(parts, key=lambda key: len(lean_graph(parts[key]).model_dump_json()))
    yield Example(graph.PATH, {"around": around}, None)
    for file in graph.GRAPH_FILES.values():
        yield Example(file.path, {"around": around}, None)
    chains = {(edge.source, edge.target): paths_of(network, edge.source, edge.target, 1) for edge in effects}
    ends = min(chains, key=lambda pair: len(chains[pair].model_dump_json()))
    yield Example("/v1/paths", {"from": ends[0], "to": ends[1], "limit": 1}, None)


def _search_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield a search and a suggestion for the name with the shortest result."""
    index = search_index_of(catalog)
    text = min(
        (len(index.hits.hit(number, set(), 0)), names.name) for number, names in enumerate(index.hits.names)
    )[1]
    found = members_body(catalog, search(catalog, index, SearchQuery(q=text, limit=1)))
    yield Example("/v1/search", {"q": text, "limit": 1}, json.loads(found))
    offered = suggest(catalog, index, SuggestQuery(q=text[:4], limit=1))
    yield _data_example(catalog, "/v1/suggest", {"q": text[:4], "limit": 1}, offered)


def _citation_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield requests for the citations of one entry, and for their files."""
    lists = {
        item: citations_of(catalog, resolve_keys(catalog, (item,)))
        for item in (*catalog.keys("food-sources"), GUIDE)
    }
    shown = next(item for item, found in lists.items() if found.cited or item == GUIDE)
    values = {"items": [shown]}
    yield Example(citations.PATH, values, None)
    for file in citations.CITATION_FILES:
        yield Example(file.path, values, None)


def _evidence_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield requests for the evidence of a claim about a strain, asked for its species."""
    slug, subject = _strain_claim(catalog)
    values = {"slug": slug, "subject": subject}
    yield Example(claim_evidence.PATH, values, None)
    yield Example(claim_evidence.SVG_PATH, values, None)


def _strain_claim(catalog: Catalog) -> tuple[str, str]:
    """Return the slug of a claim about a strain and the id of its species, or any claim and its id."""
    finder = finder_of(catalog)
    for claim in catalog.entries_by_kind["claims"]:
        for strain in claim_evidence.evidence(catalog, claim.slug, None).tested_strains:
            for group in finder.microbes[strain.slug].belongs_to:
                return claim.slug, group.id
    claim = catalog.entries_by_kind["claims"][0]
    return claim.slug, f"claims/{claim.slug}"
