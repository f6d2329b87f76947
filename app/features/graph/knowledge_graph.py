"""Knowledge graph of a release, and subgraphs of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.base_model import share_field_names, shared_fields
from app.core.entry_keys import key_of
from app.core.memoize import Memoize
from app.core.references import PERSONAL_KINDS
from app.features.graph.edges import edges_of
from app.features.graph.schemas import (
    CompositionEdge,
    EffectEdge,
    Graph,
    GraphEdge,
    GraphNode,
    GraphQuery,
    Paths,
)
from app.schemas.entries import Entry
from app.vocabulary.graph import EdgeBasis, NodeKind

GROUP_FIELDS = {
    "food-sources": "group",
    "prebiotics": "group",
    "bone-foods": "group",
    "lifestyle-tips": "topic",
    "microbes": "rank",
    "compounds": "compound_class",
    "cautions": "severity",
}
TERMINAL_KINDS = frozenset({"cautions", *PERSONAL_KINDS})
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
class Subgraph:
    """Nodes and every edge between them, cautions included, in catalog order; `note` as in `Graph`."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    note: str | None = None


@dataclass(frozen=True)
class KnowledgeGraph:
    """Immutable graph of a release, nodes and edges in catalog order."""

    nodes: Mapping[str, GraphNode]
    edges: Mapping[str, GraphEdge]
    adjacency: Adjacency
    path_adjacency: Adjacency
    """Edges that paths may use: effects and composition."""

    def part(self, kept: Collection[str], note: str | None = None) -> Subgraph:
        """Return these nodes and all edges between them."""
        return Subgraph(
            tuple(node for key, node in self.nodes.items() if key in kept),
            tuple(edge for edge in self.edges.values() if edge.source in kept and edge.target in kept),
            note,
        )

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
        return {other for other in out if kind == "cautions" and self.nodes[other].kind in PERSONAL_KINDS}


@Memoize
def knowledge_graph_of(catalog: Catalog) -> KnowledgeGraph:
    """Return the knowledge graph of a release."""
    nodes = {
        f"{kind}/{entry.slug}": _node(entry)
        for kind in NodeKind
        for entry in catalog.entries_by_kind.get(kind, ())
    }
    edges = {edge.id: edge for edge in edges_of(catalog, nodes)}
    share_field_names((*nodes.values(), *edges.values()))
    steps = [edge for edge in edges.values() if edge.certainty or edge.basis is EdgeBasis.COMPOSITION]
    return KnowledgeGraph(nodes, edges, Adjacency(edges.values()), Adjacency(steps))


def subgraph_of(graph: KnowledgeGraph, query: GraphQuery) -> Subgraph:
    """Return the nodes that match a query and all edges between them.

    `around` must be an entry; it is included whatever its kind.
    """
    kept = set(graph.nodes)
    note = "`depth` had no effect: there was no `around` to count steps from."
    if query.around is not None:
        if query.around not in graph.nodes:
            return Subgraph((), (), not_a_node(query.around))
        kept = graph.neighbourhood(query.around, query.depth or 1)
    if query.kind:
        kept = {key for key in kept if graph.nodes[key].kind in query.kind or key == query.around}
    return graph.part(kept, note if query.depth and query.around is None else None)


def lean_graph(part: Subgraph) -> Graph:
    """Return nodes and edges with no more than a drawing needs; an edge of a caution is on its node."""
    return Graph.model_construct(
        nodes=part.nodes,
        effects=tuple(_effect(edge) for edge in part.edges if edge.certainty),
        compositions=tuple(_composition(edge) for edge in part.edges if edge.basis is EdgeBasis.COMPOSITION),
        note=part.note,
    )


def _effect(edge: GraphEdge) -> EffectEdge:
    claim = edge.claim.slug if edge.claim else None
    return EffectEdge.model_construct(**shared_fields(edge, EffectEdge) | {"claim": claim})


def _composition(edge: GraphEdge) -> CompositionEdge:
    return CompositionEdge.model_construct(**shared_fields(edge, CompositionEdge))


def not_a_node(key: str) -> str:
    """Return the note that an entry is not in the graph."""
    return f"{key} is an entry, but no node: the graph holds {', '.join(NodeKind)}."


def _node(entry: Entry) -> GraphNode:
    group = getattr(entry, GROUP_FIELDS.get(entry.kind, ""), None)
    return GraphNode.model_construct(
        id=key_of(entry),
        kind=entry.kind,
        name=entry.name,
        group=None if group is None else str(group),
        cautions=entry.cautions,
        lines=entry.cautions,
    )


def included_in(catalog: Catalog, graph: Subgraph | Paths) -> bytes:
    """Return the cautions of the nodes and the claims of the edges, whole and once, as JSON."""
    chains = graph.paths if isinstance(graph, Paths) else (graph,)
    edges = [edge for chain in chains for edge in chain.edges]
    own = [node.slug for node in graph.nodes if node.kind == "cautions"]
    named = [caution.slug for node in graph.nodes for caution in node.cautions]
    return catalog.cards_json(
        dict.fromkeys((*own, *named)),
        dict.fromkeys(edge.claim.slug for edge in edges if edge.claim is not None),
    )
