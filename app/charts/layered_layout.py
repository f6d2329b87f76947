"""Where the nodes of the graph stand: one column a sort of node, few crossings, always the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.features.graph.schemas import GraphEdge, GraphNode
from app.vocabulary.graph import NodeKind

COLUMNS: tuple[tuple[str, tuple[NodeKind, ...]], ...] = (
    ("People", (NodeKind.CONDITIONS, NodeKind.MEDICINES)),
    ("Cautions", (NodeKind.CAUTIONS,)),
    (
        "What people take and do",
        (
            NodeKind.FOOD_SOURCES,
            NodeKind.PREBIOTICS,
            NodeKind.SUPPLEMENTS,
            NodeKind.ACTIVITIES,
            NodeKind.LIFESTYLE_TIPS,
        ),
    ),
    ("Microbes", (NodeKind.MICROBES,)),
    ("Compounds and nutrients", (NodeKind.COMPOUNDS, NodeKind.NUTRIENTS)),
    ("Mechanisms", (NodeKind.MECHANISMS,)),
    ("Outcomes", (NodeKind.OUTCOMES,)),
)
SWEEPS = 4

Column = list[GraphNode]


def columns_of(nodes: Iterable[GraphNode], edges: Sequence[GraphEdge]) -> list[tuple[str, Column]]:
    """Return the columns that hold any node, from left to right, each in the order to be drawn."""
    sorts = {str(kind): place for place, (_, kinds) in enumerate(COLUMNS) for kind in kinds}
    columns: list[Column] = [[] for _ in COLUMNS]
    for node in nodes:
        columns[sorts.get(node.kind, 0)].append(node)
    beside = _neighbours(edges)
    for _ in range(SWEEPS):
        for column in columns:
            heights = _heights(columns)
            column.sort(key=lambda node: _mean(heights, beside[node.id], heights[node.id]))
    return [(title, column) for (title, _), column in zip(COLUMNS, columns, strict=True) if column]


def _neighbours(edges: Iterable[GraphEdge]) -> Mapping[str, list[str]]:
    beside: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        beside[edge.source].append(edge.target)
        beside[edge.target].append(edge.source)
    return beside


def _heights(columns: Iterable[Column]) -> dict[str, float]:
    """Return how far down each node stands in its column, from 0 to 1."""
    return {node.id: (place + 0.5) / len(column) for column in columns for place, node in enumerate(column)}


def _mean(heights: Mapping[str, float], others: Sequence[str], own: float) -> float:
    return sum(heights[other] for other in others) / len(others) if others else own
