"""The whole graph of a release, and the parts of it that a query asks for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.features.graph.edges import edges_of
from app.features.graph.schemas import Graph, GraphEdge, GraphNode, GraphQuery, NodeCaution
from app.schemas.entries import CautionCard, Entry
from app.vocabulary.graph import EdgeBasis, NodeKind

GROUPED_BY = {
    "food-sources": "group",
    "prebiotics": "group",
    "lifestyle-tips": "topic",
    "microbes": "rank",
    "compounds": "compound_class",
    "cautions": "severity",
}
ENDS = frozenset({"cautions", "conditions", "medicines"})
"""Nodes that end a way round another node: one caution ties dozens of entries together."""


class Adjacency:
    """The edges that lead from each node and to it."""

    def __init__(self, edges: Iterable[GraphEdge]) -> None:
        """Sort the edges by their ends, in order."""
        self.onward: dict[str, list[GraphEdge]] = defaultdict(list)
        self.backward: dict[str, list[GraphEdge]] = defaultdict(list)
        for edge in edges:
            self.onward[edge.source].append(edge)
            self.backward[edge.target].append(edge)


@dataclass(frozen=True)
class KnowledgeGraph:
    """The graph of one release, never changed: nodes and edges in the order of the content."""

    nodes: Mapping[str, GraphNode]
    edges: Mapping[str, GraphEdge]
    ways: Adjacency
    steps: Adjacency

    def near(self, centre: str, depth: int) -> set[str]:
        """Return the nodes within so many steps of a node, whichever way the edges point."""
        found = {centre}
        border = {centre}
        for _ in range(depth):
            reached = set().union(*(self._reached(key, centre) for key in border))
            border = reached - found
            found |= reached
        return found

    def _reached(self, key: str, centre: str) -> set[str]:
        """Return where a way goes on: from a caution that was met only to the people it concerns."""
        out = {edge.target for edge in self.ways.onward[key]}
        kind = self.nodes[key].kind
        if key == centre or kind not in ENDS:
            return out | {edge.source for edge in self.ways.backward[key]}
        return {other for other in out if self.nodes[other].kind in ENDS}


@Memoize
def knowledge_graph_of(catalog: Catalog) -> KnowledgeGraph:
    """Return the graph of a release."""
    nodes = {
        f"{kind}/{entry.slug}": _node(entry) for kind in NodeKind for entry in catalog.kinds.get(kind, ())
    }
    edges = {edge.id: edge for edge in edges_of(catalog, nodes)}
    steps = [edge for edge in edges.values() if edge.certainty or edge.basis is EdgeBasis.COMPOSITION]
    return KnowledgeGraph(nodes, edges, Adjacency(edges.values()), Adjacency(steps))


def subgraph_of(network: KnowledgeGraph, query: GraphQuery) -> Graph:
    """Return the nodes that a query asks for and every edge between them.

    `around` must be an entry; it stays, whatever kinds are asked for.
    """
    kept = set(network.nodes)
    note = "`depth` had no effect: there was no `around` to count steps from."
    if query.around is not None:
        if query.around not in network.nodes:
            return Graph(nodes=(), edges=(), note=outside(query.around))
        kept = network.near(query.around, query.depth or 1)
    if query.kind:
        kept = {key for key in kept if network.nodes[key].kind in query.kind or key == query.around}
    return Graph.model_construct(
        nodes=tuple(node for key, node in network.nodes.items() if key in kept),
        edges=tuple(edge for edge in network.edges.values() if edge.source in kept and edge.target in kept),
        note=note if query.depth and query.around is None else None,
    )


def outside(key: str) -> str:
    """Return why an entry is not in the graph."""
    return f"{key} is an entry, but no node: the graph holds {', '.join(NodeKind)}."


def _node(entry: Entry) -> GraphNode:
    group = getattr(entry, GROUPED_BY.get(entry.kind, ""), None)
    return GraphNode.model_construct(
        id=f"{entry.kind}/{entry.slug}",
        kind=entry.kind,
        slug=entry.slug,
        name=entry.name,
        href=entry.href,
        group=None if group is None else str(group),
        must_display_cautions=tuple(_named(card for card in entry.cautions if card.must_display)),
        other_cautions=tuple(_named(card for card in entry.cautions if not card.must_display)),
    )


def _named(cards: Iterable[CautionCard]) -> Iterator[NodeCaution]:
    for card in cards:
        yield NodeCaution.model_construct(slug=card.slug, severity=card.severity, title=card.title)
