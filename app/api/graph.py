"""The graph routes: the graph, and paths through it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS
from app.api.responses import data_response, release_headers
from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches
from app.features.graph.export_formats import cytoscape, dot, graphml
from app.features.graph.knowledge_graph import knowledge_graph_of, subgraph_of
from app.features.graph.path_search import paths_of
from app.features.graph.schemas import Graph, GraphItem, GraphQuery, PathsItem, PathsQuery
from app.features.name_resolution import InvalidParameter, InvalidQueryError
from app.schemas.envelopes import Meta
from app.server.http.problems import problem_responses
from app.server.state.catalog_state import CurrentCatalog
from app.vocabulary.graph import GraphFormat

TAG = {"name": "graph", "description": "What may act on what, how sure each step is, and chains of steps."}
OTHER_FORMS: dict[GraphFormat, tuple[str, Callable[[Graph, Meta], str | bytes]]] = {
    GraphFormat.CYTOSCAPE: ("application/vnd.cytoscape+json", cytoscape),
    GraphFormat.GRAPHML: ("application/graphml+xml", graphml),
    GraphFormat.DOT: ("text/vnd.graphviz", dot),
}
"""Media type and writer of each form but JSON."""

IN_OTHER_FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {media_type: {} for media_type, _ in OTHER_FORMS.values()}}
}

router = APIRouter(route_class=CachedRoute, prefix="/v1", tags=["graph"])


@router.get(
    "/graph",
    response_model=GraphItem,
    operation_id="get_graph",
    summary="Get the graph",
    responses={**problem_responses(*COMMON_PROBLEMS), **IN_OTHER_FORMS},
)
def get_graph(catalog: CurrentCatalog, query: Annotated[GraphQuery, Query()]) -> Response:
    """Return entries as nodes and what ties them together as edges, whole or in part.

    An edge of effect has a claim with its grade; an edge of composition says what is in what and
    has none; a caution has an edge to every entry it applies to. Show no name without its
    `must_display_cautions`.
    """
    around = resolve_node_keys(catalog, {"around": query.around} if query.around is not None else {})
    part = subgraph_of(knowledge_graph_of(catalog), query.model_copy(update=around))
    if query.format is GraphFormat.JSON:
        return data_response(catalog, part)
    media_type, write = OTHER_FORMS[query.format]
    return Response(write(part, catalog.meta), media_type=media_type, headers=release_headers(catalog))


@router.get(
    "/paths",
    response_model=PathsItem,
    operation_id="list_paths",
    summary="List the chains from one entry to another",
    responses=problem_responses(*COMMON_PROBLEMS),
)
def list_paths(catalog: CurrentCatalog, query: Annotated[PathsQuery, Query()]) -> Response:
    """Return chains of up to six steps, surer first, then shorter, then with fewer extrapolations.

    A chain is as certain as its weakest edge of effect and never surer. Steps are taken only in the
    direction of their edges. No chain is no error: `data.note` says so.
    """
    ends = resolve_node_keys(catalog, {"from": query.from_, "to": query.to})
    return data_response(
        catalog, paths_of(knowledge_graph_of(catalog), ends["from"], ends["to"], query.limit)
    )


def resolve_node_keys(catalog: Catalog, parameters: dict[str, str]) -> dict[str, str]:
    """Return the entries that parameters name, former slugs included. Raises InvalidQueryError."""
    nodes = knowledge_graph_of(catalog).nodes
    keys = {parameter: catalog.moved.get(value, value) for parameter, value in parameters.items()}
    invalid = []
    for parameter, value in parameters.items():
        if not catalog.has(keys[parameter]):
            similar = [key for key in nodes if key.endswith(f"/{value.lower()}")]
            similar = similar or closest_matches(value, list(nodes))
            invalid.append(InvalidParameter(parameter, value, "no such entry; write <kind>/<slug>", similar))
    if invalid:
        raise InvalidQueryError(invalid)
    return keys
