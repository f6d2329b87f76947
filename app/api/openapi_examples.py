"""The examples of the contract: real requests with their real answers, the shortest there are."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from app.api import check, citations, claim_evidence, reference_values
from app.api.health import readiness
from app.api.responses import data_body, members_body, page_body
from app.catalog.catalog import Catalog
from app.catalog.guide_schemas import ServedDisclaimer
from app.catalog.registry import KINDS
from app.core.base_model import Model
from app.features.check.check import check as check_of
from app.features.check.schemas import CheckRequest
from app.features.citations.citation_numbering import citations_of, resolve_keys
from app.features.citations.reference_list import WRITERS, citation_list
from app.features.citations.schemas import GUIDE, CitationStyle
from app.features.claim_evidence.microbe_finder import finder_of
from app.features.facets import facets_of
from app.features.graph.knowledge_graph import knowledge_graph_of, subgraph_of
from app.features.graph.path_search import paths_of
from app.features.graph.schemas import GraphQuery
from app.features.guide import entry_json, section_json
from app.features.pagination import list_page
from app.features.reference_values import ReferenceValueQuery, reference_values_of
from app.features.release_history import release_of
from app.features.search.schemas import SearchQuery, SuggestQuery
from app.features.search.search import search
from app.features.search.search_index import search_index_of
from app.features.search.suggest import suggest
from app.schemas.kind import Kind
from app.server.state.catalog_state import RefreshStatus
from app.vocabulary.nutrition import Sex

SAMPLE_RELEASE = "2026-11-24.1-3fa9c2d1"
"""Stands in examples for the id of the release, so that the contract does not change with it."""

JSON = "application/json"


@dataclass(frozen=True)
class Example:
    """The parameters or the body of a request to a path, and its answer (an excerpt where that is long).

    `files` are answers in other forms than JSON, by media type.
    """

    path: str
    values: dict[str, Any]
    answer: Any
    files: dict[str, Any] = field(default_factory=dict)
    body: Any = None

    def add_to(self, paths: dict[str, Any]) -> None:
        """Add the example to the operation in the paths of an OpenAPI document."""
        operation = paths[self.path]["post" if self.body else "get"]
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in self.values:
                parameter["example"] = self.values[parameter["name"]]
        if self.body:
            operation["requestBody"]["content"][JSON]["example"] = self.body
        for media_type, answer in {JSON: self.answer, **self.files}.items():
            operation["responses"]["200"]["content"][media_type]["example"] = answer


def examples_of(catalog: Catalog) -> Iterator[Example]:
    """Yield an example for every operation that answers from the catalog."""
    sample = replace(catalog, release=SAMPLE_RELEASE)
    for kind in KINDS:
        yield _get_example(sample, kind)
        yield _list_example(sample, kind)
    yield _excerpt(sample)
    facets = facets_of(sample)
    yield _data_example(sample, "/v1/facets", {}, facets.model_copy(update={"facets": facets.facets[:1]}))
    yield _data_example(sample, "/v1/disclaimer", {}, ServedDisclaimer.model_validate(sample.disclaimer))
    yield from _release_examples(sample)
    yield Example("/health/live", {}, {"status": "up"})
    yield Example("/health/ready", {}, readiness(sample, RefreshStatus(), refresh="watching").model_dump())
    checked = check_of(sample, CheckRequest.model_validate(check.EXAMPLE))
    yield replace(_data_example(sample, check.PATH, {}, checked), body=check.EXAMPLE)
    yield from _graph_examples(sample)
    yield from _search_examples(sample)
    yield _citations_example(sample)
    yield _evidence_example(sample)
    yield _reference_values_example(sample)
    sample.clear_caches()


def _data_example(catalog: Catalog, path: str, values: dict[str, Any], data: Model | bytes) -> Example:
    return Example(path, values, json.loads(data_body(catalog, data)))


def _get_example(catalog: Catalog, kind: Kind) -> Example:
    key = min(catalog.keys(kind.path), key=lambda key: len(catalog.entry_json(key)))
    slug = key.partition("/")[2]
    return _data_example(catalog, f"/v1/{kind.path}/{{slug}}", {"slug": slug}, catalog.entry_json(key))


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
    return _data_example(catalog, "/v1/guide", {}, cut)


def _release_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield the first release there was, cut down to one part: later ones do not change it."""
    if not catalog.history:
        return
    first = release_of(catalog, catalog.history[0].id)
    cut = first.model_copy(update={"added": first.added[:1]})
    example = _data_example(catalog, "/v1/releases/{release}", {"release": first.id}, cut)
    yield example
    yield Example("/v1/releases", {}, example.answer | {"data": [example.answer["data"]]})


def _graph_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield the shortest responses with an effect."""
    network = knowledge_graph_of(catalog)
    effects = [edge for edge in network.edges.values() if edge.claim]
    parts = {edge.source: subgraph_of(network, GraphQuery(around=edge.source)) for edge in effects}
    around = min(parts, key=lambda key: len(parts[key].model_dump_json()))
    yield _data_example(catalog, "/v1/graph", {"around": around}, parts[around])
    chains = {(edge.source, edge.target): paths_of(network, edge.source, edge.target, 1) for edge in effects}
    ends = min(chains, key=lambda pair: len(chains[pair].model_dump_json()))
    yield _data_example(catalog, "/v1/paths", {"from": ends[0], "to": ends[1], "limit": 1}, chains[ends])


def _search_examples(catalog: Catalog) -> Iterator[Example]:
    """Yield a search and a suggestion for the name with the shortest result."""
    index = search_index_of(catalog)
    text = min(
        (len(index.hits.hit(number, set(), 0)), names.name) for number, names in enumerate(index.hits.names)
    )[1]
    found = members_body(catalog, search(index, SearchQuery(q=text, limit=1)))
    yield Example("/v1/search", {"q": text, "limit": 1}, json.loads(found))
    offered = suggest(index, SuggestQuery(q=text[:4], limit=1))
    yield _data_example(catalog, "/v1/suggest", {"q": text[:4], "limit": 1}, offered)


def _citations_example(catalog: Catalog) -> Example:
    """Return the citations of one entry, cut down to one source, in every form."""
    lists = {
        item: citations_of(catalog, resolve_keys(catalog, (item,)))
        for item in (*catalog.keys("food-sources"), GUIDE)
    }
    shown = next(item for item, found in lists.items() if found.cited or item == GUIDE)
    cut = replace(lists[shown], cited=lists[shown].cited[:1])
    files = {
        media_type: WRITERS[style](catalog, cut.cited) for style, media_type in citations.MEDIA_TYPES.items()
    }
    csl_json = citations.MEDIA_TYPES[CitationStyle.CSL_JSON]
    files[csl_json] = json.loads(files[csl_json])
    answer = json.loads(citation_list(catalog, cut).model_dump_json())
    return Example(citations.PATH, {"items": [shown]}, answer, files)


def _evidence_example(catalog: Catalog) -> Example:
    """Return the evidence of a claim about a strain, asked for its species, cut down to one study."""
    slug, subject = _strain_claim(catalog)
    whole = claim_evidence.evidence(catalog, slug, subject)
    first = {name: getattr(whole, name)[:1] for name in ("parts", "rows", "by_strain")}
    values = {"slug": slug, "subject": subject, "format": "json"}
    return _data_example(catalog, claim_evidence.PATH, values, whole.model_copy(update=first))


def _reference_values_example(catalog: Catalog) -> Example:
    """Return the reference values for a woman of 70, cut down to one nutrient."""
    query = ReferenceValueQuery(age=70, sex=Sex.FEMALE)
    whole = reference_values_of(catalog, query, ())
    values = {"age": 70, "sex": "female"}
    return _data_example(
        catalog, reference_values.PATH, values, whole.model_copy(update={"nutrients": whole.nutrients[:1]})
    )


def _strain_claim(catalog: Catalog) -> tuple[str, str]:
    """Return the slug of a claim about a strain and the id of its species, or any claim and its id."""
    finder = finder_of(catalog)
    for claim in catalog.kinds["claims"]:
        for strain in claim_evidence.evidence(catalog, claim.slug, None).tested_strains:
            for group in finder.microbes[strain.slug].belongs_to:
                return claim.slug, group.id
    claim = catalog.kinds["claims"][0]
    return claim.slug, f"claims/{claim.slug}"
