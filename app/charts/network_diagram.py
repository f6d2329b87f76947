"""Network diagram: nodes in columns, edges styled by direction and certainty."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.charts.direction_mark import answer_mark
from app.charts.layered_layout import columns_of
from app.charts.svg_rendering import render_svg
from app.features.graph.knowledge_graph import Subgraph
from app.features.graph.schemas import GraphEdge, GraphNode
from app.schemas.envelopes import Meta
from app.schemas.grading import answer_verdict
from app.texts.page_texts import page_texts
from app.vocabulary.grading import Certainty

BOX_WIDTH, BOX_HEIGHT = 176, 18
"""Size of a node box in SVG units."""

COLUMN_DISTANCE, ROW_DISTANCE = 300, 24
"""Distance between columns, and between nodes of a column, in SVG units."""

TOP, MARGIN = 36, 12
MAX_NAME_LENGTH = 28
"""Characters of a name that fit into a box; the full name is in its title and in the table."""


@dataclass(frozen=True)
class NodeBox:
    """Box of a node: its upper left corner and its shortened name."""

    node: GraphNode
    x: int
    y: int
    name: str
    traced: bool


@dataclass(frozen=True)
class EdgeLine:
    """Line of an edge: its SVG path, CSS classes, and whether it is on a highlighted path."""

    edge: GraphEdge
    path: str
    classes: str
    traced: bool


@dataclass(frozen=True)
class NetworkDiagram:
    """Layout of the whole diagram, in SVG units."""

    titles: Sequence[tuple[int, str]]
    boxes: Sequence[NodeBox]
    lines: Sequence[EdgeLine]
    width: int
    height: int
    has_traced: bool


def network_diagram(graph: Subgraph, traced: Collection[str]) -> NetworkDiagram:
    """Return the layout of a graph; `traced` are the ids of edges on highlighted paths."""
    columns = columns_of(graph.nodes, graph.edges)
    on_path = {end for edge in graph.edges if edge.id in traced for end in (edge.source, edge.target)}
    tallest = max((len(column) for _, column in columns), default=0)
    boxes = {
        node.id: NodeBox(
            node,
            MARGIN + COLUMN_DISTANCE * column_index,
            TOP + ROW_DISTANCE * row_index + ROW_DISTANCE * (tallest - len(column)) // 2,
            _shortened(node.name),
            node.id in on_path,
        )
        for column_index, (_, column) in enumerate(columns)
        for row_index, node in enumerate(column)
    }
    lines = [
        EdgeLine(edge, _path(boxes[edge.source], boxes[edge.target]), classes_of(edge), edge.id in traced)
        for edge in graph.edges
    ]
    return NetworkDiagram(
        titles=[
            (MARGIN + COLUMN_DISTANCE * column_index, page_texts()["map"]["columns"][name])
            for column_index, (name, _) in enumerate(columns)
        ],
        boxes=list(boxes.values()),
        lines=sorted(lines, key=lambda line: (line.traced, line.edge.certainty is not None)),
        width=2 * MARGIN + COLUMN_DISTANCE * max(len(columns) - 1, 0) + BOX_WIDTH,
        height=TOP + ROW_DISTANCE * tallest + MARGIN,
        has_traced=bool(traced),
    )


def network_svg(graph: Subgraph, traced: Collection[str], meta: Meta) -> str:
    """Return the standalone SVG of the diagram."""
    return render_svg(
        "map.svg", picture=network_diagram(graph, traced), meta=meta, certainties=Certainty, wide=BOX_WIDTH
    )


def classes_of(edge: GraphEdge) -> str:
    """Return the CSS classes of an edge: its kind and, for an effect, certainty and direction.

    A direction counts as shown from low certainty on; any other effect is drawn as a question.
    """
    if edge.severity:
        return "wire-caution"
    if not edge.certainty:
        return "wire-composition"
    verdict = answer_verdict(edge.direction, edge.certainty, studied=bool(edge.seen_in))
    shape = answer_mark(verdict, edge.certainty, None).shape
    return f"wire-effect certainty-{edge.certainty} shown-{shape}"


def _path(start: NodeBox, end: NodeBox) -> str:
    """Return the SVG path between two boxes; within a column, it bends around the side."""
    from_y, to_y = start.y + BOX_HEIGHT // 2, end.y + BOX_HEIGHT // 2
    if start.x == end.x:
        side = start.x + BOX_WIDTH
        return f"M{side} {from_y}C{side + 60} {from_y} {side + 60} {to_y} {side} {to_y}"
    from_x, to_x = (start.x + BOX_WIDTH, end.x) if start.x < end.x else (start.x, end.x + BOX_WIDTH)
    middle = (from_x + to_x) // 2
    return f"M{from_x} {from_y}C{middle} {from_y} {middle} {to_y} {to_x} {to_y}"


def _shortened(name: str) -> str:
    return name if len(name) <= MAX_NAME_LENGTH else f"{name[: MAX_NAME_LENGTH - 1].rstrip()}…"
