"""The map: the knowledge graph as a diagram, with a table of the same content."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.charts.network_diagram import BOX_WIDTH, network_diagram, network_svg
from app.core.references import FOOD_KINDS
from app.features.graph.knowledge_graph import knowledge_graph_of
from app.features.graph.schemas import Graph, Paths
from app.server.state.catalog_state import CurrentCatalog
from app.vocabulary.graph import NodeKind
from app.web.explorer.assets import CYTOSCAPE
from app.web.explorer.map_state import MapState, find_chains, parse_map_state, select_graph
from app.web.explorer.rendering import render_page, render_private_page

UNPROCESSABLE = 422
SVG = "image/svg+xml"

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/map")
def get_map(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the map with its form, chains and table. Not async, so the slow drawing runs in a thread."""
    state = parse_map_state(catalog, request.query_params)
    graph, chains, traced = _map_content(catalog, state)
    nodes = knowledge_graph_of(catalog).nodes
    context = {
        "state": state,
        "graph": graph,
        "chains": chains,
        "traced": traced,
        "nodes": nodes,
        "ends": [(kind, [node for node in nodes.values() if node.kind == kind]) for kind in NodeKind],
        "food_kinds": FOOD_KINDS,
        "picture": network_diagram(graph, traced),
        "wide": BOX_WIDTH,
        "cytoscape": CYTOSCAPE,
    }
    if state.unknown:
        return render_private_page(catalog, "map.html", UNPROCESSABLE, **context)
    return render_page(catalog, "map.html", **context)


@router.get("/map.svg")
def get_picture(catalog: CurrentCatalog, request: Request) -> Response:
    """Return the diagram alone, as SVG."""
    graph, _, traced = _map_content(catalog, parse_map_state(catalog, request.query_params))
    fields = {**release_headers(catalog), "Content-Security-Policy": "default-src 'none'"}
    return Response(network_svg(graph, traced, catalog.meta), media_type=SVG, headers=fields)


def _map_content(catalog: Catalog, state: MapState) -> tuple[Graph, Paths | None, set[str]]:
    network = knowledge_graph_of(catalog)
    chains = find_chains(network, state)
    traced = {edge.id for path in (chains.paths if chains else ()) for edge in path.edges}
    return select_graph(network, state, chains), chains, traced
