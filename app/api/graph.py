"""The graph routes: the graph, and paths through it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import entry_response, file_responses, release_headers
from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches
from app.features.graph.export_formats import cytoscape, dot, graphml
from app.features.graph.knowledge_graph import (
    Subgraph,
    included_in,
    knowledge_graph_of,
    lean_graph,
    subgraph_of,
)
from app.features.graph.path_search import paths_of
from app.features.graph.schemas import GraphItem, GraphQuery, PathsItem, PathsQuery
from app.features.name_resolution import InvalidParameter, UnknownNameError
from app.server.http.problems import UNKNOWN_NAME, problem_responses
from app.server.state.release_holder import CurrentCatalog
from app.vocabulary.graph import GraphFormat

TAG = {"name": "graph", "description": "What may act on what, how sure each step is, and chains of steps."}
PATH = "/v1/graph"


@dataclass(frozen=True)
class GraphFile:
    """A format that programs for graphs read: its address, its media type and its writer."""

    path: str
    media_type: str
    write: Callable[[Catalog, Subgraph], str | bytes]
    name: str
    is_json: bool = False


def write_cytoscape(catalog: Catalog, graph: Subgraph) -> bytes:
    """Return Cytoscape JSON with the whole cautions and claims that its nodes and edges name."""
    return cytoscape(graph, catalog.meta, json.loads(included_in(catalog, graph)))


def write_graphml(catalog: Catalog, graph: Subgraph) -> bytes:
    """Return GraphML; the sentences of cautions are in labels."""
    return graphml(graph, catalog.meta)


def write_dot(catalog: Catalog, graph: Subgraph) -> str:
    """Return DOT; the sentences of cautions are in labels."""
    return dot(graph, catalog.meta)


GRAPH_FILES = {
    GraphFormat.CYTOSCAPE: GraphFile(
        f"{PATH}.cyjs", "application/vnd.cytoscape+json", write_cytoscape, "Cytoscape JSON", is_json=True
    ),
    GraphFormat.GRAPHML: GraphFile(f"{PATH}.graphml", "application/graphml+xml", write_graphml, "GraphML"),
    GraphFormat.DOT: GraphFile(f"{PATH}.dot", "text/vnd.graphviz", write_dot, "DOT"),
}
"""Every format but JSON."""

router = APIRouter(
    route_class=CachedRoute,
    prefix="/v1",
    tags=["graph"],
    responses=problem_responses(UNKNOWN_NAME, *COMMON_PROBLEMS),
)


@router.get("/graph", response_model=GraphItem, operation_id="get_graph", summary="Get the graph")
def get_graph(catalog: CurrentCatalog, query: Annotated[GraphQuery, Query()]) -> Response:
    """Return entries as nodes and what ties them together as edges, whole or in part. Use it to draw a map.

    Effects have a claim with its grade; compositions say what is in what and have none. The cautions
    of a node are its ties to the nodes of cautions. Show no name without its `cautions`.
    """
    part = requested_graph(catalog, query)
    return entry_response(catalog, lean_graph(part), included_in(catalog, part))


def _add_file_route(graph_format: GraphFormat, file: GraphFile) -> None:
    def get_graph_file(catalog: CurrentCatalog, query: Annotated[GraphQuery, Query()]) -> Response:
        body = file.write(catalog, requested_graph(catalog, query))
        return Response(body, media_type=file.media_type, headers=release_headers(catalog))

    router.add_api_route(
        file.path.removeprefix(router.prefix),
        get_graph_file,
        operation_id=f"get_graph_{graph_format.value}",
        summary=f"Get the graph as {file.name}",
        description=f"Return what `{PATH}` does, as {file.name}, with every caution and grade. "
        f"{graph_format.meaning} Show no name without its cautions.",
        **file_responses(file.media_type, {"type": "object"} if file.is_json else None),
    )


for _graph_format, _file in GRAPH_FILES.items():
    _add_file_route(_graph_format, _file)


def requested_graph(catalog: Catalog, query: GraphQuery) -> Subgraph:
    """Return the part of the graph that a query asks for. Raises UnknownNameError."""
    around = resolve_node_keys(catalog, {"around": query.around} if query.around is not None else {})
    return subgraph_of(knowledge_graph_of(catalog), query.model_copy(update=around))


@router.get(
    "/paths",
    response_model=PathsItem,
    operation_id="list_paths",
    summary="List the chains from one entry to another",
)
def list_paths(catalog: CurrentCatalog, query: Annotated[PathsQuery, Query()]) -> Response:
    """Return chains of up to six steps, surer first, then shorter, then with fewer extrapolations.

    A chain is as certain as its weakest edge of effect and never surer. Steps are taken only in the
    direction of their edges. No chain is no error: `data.note` says so.
    """
    ends = resolve_node_keys(catalog, {"from": query.from_, "to": query.to})
    found = paths_of(knowledge_graph_of(catalog), ends["from"], ends["to"], query.limit)
    return entry_response(catalog, found, included_in(catalog, found))


def resolve_node_keys(catalog: Catalog, parameters: dict[str, str]) -> dict[str, str]:
    """Return the entries that parameters name, former slugs included. Raises UnknownNameError."""
    nodes = knowledge_graph_of(catalog).nodes
    keys = {parameter: catalog.moved.get(value, value) for parameter, value in parameters.items()}
    invalid = []
    for parameter, value in parameters.items():
        if not catalog.has(keys[parameter]):
            similar = [key for key in nodes if key.endswith(f"/{value.lower()}")]
            similar = similar or closest_matches(value, list(nodes))
            invalid.append(InvalidParameter(parameter, value, "no such entry; write <kind>/<slug>", similar))
    if invalid:
        raise UnknownNameError(invalid)
    return keys
