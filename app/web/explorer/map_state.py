"""State of the map: the selected food and chain. It is in the URL, so a map can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.catalog.catalog import Catalog
from app.features.graph.knowledge_graph import KnowledgeGraph, knowledge_graph_of
from app.features.graph.path_search import paths_of
from app.features.graph.schemas import MAX_EDGES, Graph, Paths

MAX_CHAINS = 5


@dataclass(frozen=True)
class MapState:
    """The selection as `<kind>/<slug>`, "" for none; `unknown` has the values that name no node."""

    food: str = ""
    start: str = ""
    end: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """Return the selection as a query string with its question mark; "" for none."""
        chosen = {"food": self.food, "from": self.start, "to": self.end}
        encoded = urlencode({name: value for name, value in chosen.items() if value}, safe="/")
        return f"?{encoded}" if encoded else ""


def parse_map_state(catalog: Catalog, query: Mapping[str, str]) -> MapState:
    """Return the selection of a query; former slugs select the present entry."""
    nodes = knowledge_graph_of(catalog).nodes
    given = {name: query.get(name, "") for name in ("food", "from", "to")}
    keys = {name: catalog.moved.get(value, value) for name, value in given.items()}
    unknown = tuple(given[name] for name, key in keys.items() if key and key not in nodes)
    known = {name: key if key in nodes else "" for name, key in keys.items()}
    return MapState(known["food"], known["from"], known["to"], unknown)


def select_graph(network: KnowledgeGraph, state: MapState, chains: Paths | None) -> Graph:
    """Return the part of the graph to show: all, or what a food may affect with the cautions on that."""
    shown = set(network.nodes) if not state.food else _reachable(network, state.food)
    if state.food and chains:
        shown |= {end for path in chains.paths for edge in path.edges for end in (edge.source, edge.target)}
    if state.food:
        shown |= {
            edge.source for key in sorted(shown) for edge in network.adjacency.incoming[key] if edge.severity
        }
    return Graph.model_construct(
        nodes=tuple(node for key, node in network.nodes.items() if key in shown),
        edges=tuple(edge for edge in network.edges.values() if edge.source in shown and edge.target in shown),
        note=None,
    )


def find_chains(network: KnowledgeGraph, state: MapState) -> Paths | None:
    """Return the chains between start and end; None unless both are selected."""
    if not state.start or not state.end:
        return None
    return paths_of(network, state.start, state.end, MAX_CHAINS)


def _reachable(network: KnowledgeGraph, start: str) -> set[str]:
    """Return the nodes that can be reached from a node in at most MAX_EDGES steps."""
    seen = frontier = {start}
    for _ in range(MAX_EDGES):
        frontier = {edge.target for key in frontier for edge in network.path_adjacency.outgoing[key]} - seen
        seen = seen | frontier
    return seen
