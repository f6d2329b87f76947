"""Layered graph layout: one column per group of kinds, few edge crossings, deterministic.

Nodes are ordered by the barycentre heuristic of the Sugiyama method: in repeated sweeps, each node
moves to the mean height of its neighbours.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.features.graph.schemas import GraphEdge, GraphNode
from app.vocabulary.graph import NodeKind

COLUMNS: tuple[tuple[str, tuple[NodeKind, ...]], ...] = (
    ("people", (NodeKind.CONDITIONS, NodeKind.MEDICINES)),
    ("cautions", (NodeKind.CAUTIONS,)),
    (
        "used",
        (
            NodeKind.FOOD_SOURCES,
            NodeKind.PREBIOTICS,
            NodeKind.BONE_FOODS,
            NodeKind.SUPPLEMENTS,
            NodeKind.ACTIVITIES,
            NodeKind.LIFESTYLE_TIPS,
        ),
    ),
    ("microbes", (NodeKind.MICROBES,)),
    ("contents", (NodeKind.COMPOUNDS, NodeKind.NUTRIENTS)),
    ("mechanisms", (NodeKind.MECHANISMS,)),
    ("outcomes", (NodeKind.OUTCOMES,)),
)
"""Names of the columns, as of the texts of their titles, with their kinds."""

SWEEPS = 4

Column = list[GraphNode]


def columns_of(nodes: Iterable[GraphNode], edges: Sequence[GraphEdge]) -> list[tuple[str, Column]]:
    """Return the non-empty columns from left to right, each with its nodes from top to bottom."""
    column_of_kind = {str(kind): index for index, (_, kinds) in enumerate(COLUMNS) for kind in kinds}
    columns: list[Column] = [[] for _ in COLUMNS]
    for node in nodes:
        columns[column_of_kind.get(node.kind, 0)].append(node)
    neighbours = _neighbours(edges)
    for _ in range(SWEEPS):
        for column in columns:
            heights = _heights(columns)
            column.sort(key=lambda node: _barycentre(heights, neighbours[node.id], heights[node.id]))
    return [(name, column) for (name, _), column in zip(COLUMNS, columns, strict=True) if column]


def _neighbours(edges: Iterable[GraphEdge]) -> Mapping[str, list[str]]:
    neighbours: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        neighbours[edge.source].append(edge.target)
        neighbours[edge.target].append(edge.source)
    return neighbours


def _heights(columns: Iterable[Column]) -> dict[str, float]:
    """Return the relative height of each node in its column, from 0 to 1."""
    return {node.id: (index + 0.5) / len(column) for column in columns for index, node in enumerate(column)}


def _barycentre(heights: Mapping[str, float], adjacent: Sequence[str], own: float) -> float:
    return sum(heights[other] for other in adjacent) / len(adjacent) if adjacent else own
