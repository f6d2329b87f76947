"""What a map shows: its food, its chain. All of it stands in the address, so it can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.catalog.catalog import Catalog
from app.features.graph.knowledge_graph import KnowledgeGraph, knowledge_graph_of
from app.features.graph.path_search import paths_of
from app.features.graph.schemas import MAX_EDGES, Graph, Paths

CHAINS = 5


@dataclass(frozen=True)
class MapState:
    """The choices of an address, as `<kind>/<slug>`; "" is no choice. `unknown`: those that name no node."""

    food: str = ""
    start: str = ""
    end: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """Return the choices as a query string, with the question mark; "" for none."""
        chosen = {"food": self.food, "from": self.start, "to": self.end}
        written = urlencode({name: value for name, value in chosen.items() if value}, safe="/")
        return f"?{written}" if written else ""


def parse_map_state(catalog: Catalog, asked: Mapping[str, str]) -> MapState:
    """Return the choices of a query; former slugs lead to the entry as it is now."""
    nodes = knowledge_graph_of(catalog).nodes
    given = {name: asked.get(name, "") for name in ("food", "from", "to")}
    keys = {name: catalog.moved.get(value, value) for name, value in given.items()}
    unknown = tuple(given[name] for name, key in keys.items() if key and key not in nodes)
    known = {name: key if key in nodes else "" for name, key in keys.items()}
    return MapState(known["food"], known["from"], known["to"], unknown)


def select_graph(network: KnowledgeGraph, state: MapState, chains: Paths | None) -> Graph:
    """Return the part of the graph to show: all of it, or what a food leads to, with all cautions on that."""
    kept = set(network.nodes) if not state.food else _led_to(network, state.food)
    if state.food and chains:
        kept |= {end for path in chains.paths for edge in path.edges for end in (edge.source, edge.target)}
    if state.food:
        kept |= {
            edge.source for key in sorted(kept) for edge in network.adjacency.incoming[key] if edge.severity
        }
    return Graph.model_construct(
        nodes=tuple(node for key, node in network.nodes.items() if key in kept),
        edges=tuple(edge for edge in network.edges.values() if edge.source in kept and edge.target in kept),
        note=None,
    )


def find_chains(network: KnowledgeGraph, state: MapState) -> Paths | None:
    """Return the chains between the two ends that were chosen; None where they were not."""
    if not state.start or not state.end:
        return None
    return paths_of(network, state.start, state.end, CHAINS)


def _led_to(network: KnowledgeGraph, start: str) -> set[str]:
    """Return all that steps lead to from a node."""
    found = border = {start}
    for _ in range(MAX_EDGES):
        border = {edge.target for key in border for edge in network.path_adjacency.outgoing[key]} - found
        found = found | border
    return found
