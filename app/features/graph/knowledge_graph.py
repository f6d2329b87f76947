"""Knowledge graph of a release, and subgraphs of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.catalog.catalog import Catalog
from app.core.base_model import share_field_names
from app.core.memoize import Memoize
from app.features.graph.edges import edges_of
from app.features.graph.schemas import Graph, GraphEdge, GraphNode, GraphQuery, NodeCaution
from app.schemas.entries import CautionCard, Entry
from app.vocabulary.graph import EdgeBasis, NodeKind
from app.vocabulary.safety import Severity

GROUP_FIELDS = {
    "food-sources": "group",
    "prebiotics": "group",
    "lifestyle-tips": "topic",
    "microbes": "rank",
    "compounds": "compound_class",
    "cautions": "severity",
}
TERMINAL_KINDS = frozenset({"cautions", "conditions", "medicines"})
"""Kinds whose nodes do not extend a neighbourhood, since one caution connects dozens of entries."""


class Adjacency:
    """Adjacency lists: outgoing and incoming edges of each node."""

    def __init__(self, edges: Iterable[GraphEdge]) -> None:
        """Group the edges by source and target, in order."""
        self.outgoing: dict[str, list[GraphEdge]] = defaultdict(list)
        self.incoming: dict[str, list[GraphEdge]] = defaultdict(list)
        for edge in edges:
            self.outgoing[edge.source].append(edge)
            self.incoming[edge.target].append(edge)


@dataclass(frozen=True)
class KnowledgeGraph:
    """Immutable graph of a release, nodes and edges in catalog order."""

    nodes: Mapping[str, GraphNode]
    edges: Mapping[str, GraphEdge]
    adjacency: Adjacency
    path_adjacency: Adjacency
    """Edges that paths may use: effects and composition."""

    def neighbourhood(self, centre: str, depth: int) -> set[str]:
        """Return the nodes within `depth` steps of a node, in either direction of edges."""
        found = {centre}
        frontier = {centre}
        for _ in range(depth):
            reached = set().union(*(self._neighbours(key, centre) for key in frontier))
            frontier = reached - found
            found |= reached
        return found

    def _neighbours(self, key: str, centre: str) -> set[str]:
        """Return the neighbours of a node; from a caution reached on the way, only the people it concerns."""
        out = {edge.target for edge in self.adjacency.outgoing[key]}
        kind = self.nodes[key].kind
        if key == centre or kind not in TERMINAL_KINDS:
            return out | {edge.source for edge in self.adjacency.incoming[key]}
        return {other for other in out if self.nodes[other].kind in TERMINAL_KINDS}


@Memoize
def knowledge_graph_of(catalog: Catalog) -> KnowledgeGraph:
    """Return the knowledge graph of a release."""
    nodes = {
        f"{kind}/{entry.slug}": _node(entry) for kind in NodeKind for entry in catalog.kinds.get(kind, ())
    }
    edges = {edge.id: edge for edge in edges_of(catalog, nodes)}
    share_field_names((*nodes.values(), *edges.values()))
    steps = [edge for edge in edges.values() if edge.certainty or edge.basis is EdgeBasis.COMPOSITION]
    return KnowledgeGraph(nodes, edges, Adjacency(edges.values()), Adjacency(steps))


def subgraph_of(graph: KnowledgeGraph, query: GraphQuery) -> Graph:
    """Return the nodes that match a query and all edges between them.

    `around` must be an entry; it is included whatever its kind.
    """
    kept = set(graph.nodes)
    note = "`depth` had no effect: there was no `around` to count steps from."
    if query.around is not None:
        if query.around not in graph.nodes:
            return Graph(nodes=(), edges=(), note=not_a_node(query.around))
        kept = graph.neighbourhood(query.around, query.depth or 1)
    if query.kind:
        kept = {key for key in kept if graph.nodes[key].kind in query.kind or key == query.around}
    return Graph.model_construct(
        nodes=tuple(node for key, node in graph.nodes.items() if key in kept),
        edges=tuple(edge for edge in graph.edges.values() if edge.source in kept and edge.target in kept),
        note=note if query.depth and query.around is None else None,
    )


def not_a_node(key: str) -> str:
    """Return the note that an entry is not in the graph."""
    return f"{key} is an entry, but no node: the graph holds {', '.join(NodeKind)}."


def _node(entry: Entry) -> GraphNode:
    group = getattr(entry, GROUP_FIELDS.get(entry.kind, ""), None)
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
    return (_node_caution(card.slug, card.severity, card.title) for card in cards)


@lru_cache(maxsize=1024)
def _node_caution(slug: str, severity: Severity, title: str) -> NodeCaution:
    """Return the one object that all nodes with the same caution share."""
    return NodeCaution.model_construct(slug=slug, severity=severity, title=title)
