"""The map: the knowledge graph as a diagram, with a table of the same content.

The selected food and chain are in the URL, so a map can be shared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.charts.network_diagram import BOX_WIDTH, network_diagram, network_svg
from app.core.references import FOOD_KINDS
from app.features.graph.knowledge_graph import KnowledgeGraph, Subgraph, knowledge_graph_of
from app.features.graph.path_search import paths_of
from app.features.graph.schemas import MAX_EDGES, GraphNode, Paths
from app.server.state.release_holder import CurrentCatalog
from app.vocabulary.graph import NodeKind
from app.web.explorer.assets import CYTOSCAPE
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page, render_private_page

MAX_CHAINS = 5
SVG = "image/svg+xml"

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True)
class MapState:
    """The selection as `<kind>/<slug>`, "" for none; `unknown` has the values that name no node.

    Unless it is `whole`, the map shows effects alone: what may act on what.
    """

    food: str = ""
    start: str = ""
    end: str = ""
    unknown: tuple[str, ...] = ()
    whole: bool = False

    @property
    def query(self) -> str:
        """Return the selection as a query string with its question mark; "" for none."""
        chosen = {"food": self.food, "from": self.start, "to": self.end, "show": "all" if self.whole else ""}
        encoded = urlencode({name: value for name, value in chosen.items() if value}, safe="/")
        return f"?{encoded}" if encoded else ""


def map_state(catalog: Catalog, query: Mapping[str, str]) -> MapState:
    """Return the selection of a query; former slugs select the present entry."""
    nodes = knowledge_graph_of(catalog).nodes
    given = {name: query.get(name, "") for name in ("food", "from", "to")}
    keys = {name: catalog.moved.get(value, value) for name, value in given.items()}
    unknown = tuple(given[name] for name, key in keys.items() if key and key not in nodes)
    known = {name: key if key in nodes else "" for name, key in keys.items()}
    return MapState(known["food"], known["from"], known["to"], unknown, query.get("show") == "all")


@router.get("/map")
def get_map(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the map with its form, chains and table. Not async, so the slow drawing runs in a thread."""
    state = map_state(catalog, request.query_params)
    graph, chains, traced = _map_content(catalog, state)
    nodes = knowledge_graph_of(catalog).nodes
    context = {
        "state": state,
        "graph": graph,
        "chains": chains,
        "traced": traced,
        "nodes": nodes,
        "ends": _ends(graph.nodes if not state.food else nodes.values(), state),
        "foods": [node for node in nodes.values() if node.kind in FOOD_KINDS],
        "picture": network_diagram(graph, traced),
        "wide": BOX_WIDTH,
        "cytoscape": CYTOSCAPE,
    }
    if state.unknown:
        return render_private_page(catalog, "map.html", HTTPStatus.UNPROCESSABLE_ENTITY, **context)
    return render_page(catalog, "map.html", **context)


def _ends(nodes: Iterable[GraphNode], state: MapState) -> list[tuple[NodeKind, list[GraphNode]]]:
    """Return the nodes that a chain may begin or end at, by kind."""
    known = list(nodes)
    groups = [(kind, [node for node in known if node.kind == kind]) for kind in NodeKind]
    return [(kind, held) for kind, held in groups if held and (state.whole or kind is not NodeKind.CAUTIONS)]


@router.get("/map.svg")
def get_picture(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the diagram alone, as SVG."""
    graph, _, traced = _map_content(catalog, map_state(catalog, request.query_params))
    fields = {**release_headers(catalog), "Content-Security-Policy": "default-src 'none'"}
    return Response(network_svg(graph, traced, catalog.meta), media_type=SVG, headers=fields)


def _map_content(catalog: Catalog, state: MapState) -> tuple[Subgraph, Paths | None, set[str]]:
    network = knowledge_graph_of(catalog)
    chains = paths_of(network, state.start, state.end, MAX_CHAINS) if state.start and state.end else None
    traced = {edge.id for path in (chains.paths if chains else ()) for edge in path.edges}
    return _shown_graph(network, state, chains), chains, traced


def _shown_graph(network: KnowledgeGraph, state: MapState, chains: Paths | None) -> Subgraph:
    """Return the part of the graph to show: effects, or what a food may affect; whole, with all cautions."""
    shown = _reachable(network, state.food) if state.food else set(network.nodes)
    if not state.whole:
        shown &= _in_effects(network)
    if chains:
        shown |= {end for path in chains.paths for edge in path.edges for end in (edge.source, edge.target)}
    if state.food and state.whole:
        shown |= {
            edge.source for key in sorted(shown) for edge in network.adjacency.incoming[key] if edge.severity
        }
    return network.part(shown)


def _in_effects(network: KnowledgeGraph) -> set[str]:
    """Return the nodes that an effect begins or ends at."""
    effects = [edge for edges in network.path_adjacency.outgoing.values() for edge in edges if edge.certainty]
    return {end for edge in effects for end in (edge.source, edge.target)}


def _reachable(network: KnowledgeGraph, start: str) -> set[str]:
    """Return the nodes that can be reached from a node in at most MAX_EDGES steps."""
    seen = frontier = {start}
    for _ in range(MAX_EDGES):
        frontier = {edge.target for key in frontier for edge in network.path_adjacency.outgoing[key]} - seen
        seen = seen | frontier
    return seen
