"""The map as a picture: nodes in columns, edges drawn by certainty and by whom a step was seen in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.charts.layered_layout import columns_of
from app.charts.svg_rendering import render_svg
from app.features.graph.schemas import Graph, GraphEdge, GraphNode
from app.schemas.envelopes import Meta
from app.vocabulary.grading import Certainty, SeenIn

BOX_WIDTH, TALL = 176, 18
"""Units of a node's box."""

ACROSS, DOWN = 300, 24
"""Units from one column to the next, and from one node to the next."""

TOP, MARGIN = 36, 12
LETTERS = 28
"""Letters of a name that fit in its box; the whole name is in its title and in the table."""

STRONGEST = (SeenIn.PEOPLE, SeenIn.ANIMALS, SeenIn.CELLS)


@dataclass(frozen=True)
class Box:
    """A node with the left upper corner of its box and as much of its name as fits."""

    node: GraphNode
    x: int
    y: int
    name: str
    traced: bool


@dataclass(frozen=True)
class Wire:
    """An edge with its line, the classes that it is drawn by, and whether a traced chain goes over it."""

    edge: GraphEdge
    line: str
    classes: str
    traced: bool


@dataclass(frozen=True)
class NetworkDiagram:
    """The whole picture, in units."""

    titles: Sequence[tuple[int, str]]
    boxes: Sequence[Box]
    wires: Sequence[Wire]
    width: int
    height: int
    tracing: bool


def network_diagram(graph: Graph, traced: Collection[str]) -> NetworkDiagram:
    """Return the picture of a graph; `traced` are the ids of the edges of chains that are pointed out."""
    columns = columns_of(graph.nodes, graph.edges)
    on_way = {end for edge in graph.edges if edge.id in traced for end in (edge.source, edge.target)}
    tallest = max((len(column) for _, column in columns), default=0)
    boxes = {
        node.id: Box(
            node,
            MARGIN + ACROSS * across,
            TOP + DOWN * down + DOWN * (tallest - len(column)) // 2,
            _cut(node.name),
            node.id in on_way,
        )
        for across, (_, column) in enumerate(columns)
        for down, node in enumerate(column)
    }
    wires = [
        Wire(edge, _line(boxes[edge.source], boxes[edge.target]), classes_of(edge), edge.id in traced)
        for edge in graph.edges
    ]
    return NetworkDiagram(
        titles=[(MARGIN + ACROSS * across, title) for across, (title, _) in enumerate(columns)],
        boxes=list(boxes.values()),
        wires=sorted(wires, key=lambda wire: (wire.traced, wire.edge.certainty is not None)),
        width=2 * MARGIN + ACROSS * max(len(columns) - 1, 0) + BOX_WIDTH,
        height=TOP + DOWN * tallest + MARGIN,
        tracing=bool(traced),
    )


def network_svg(graph: Graph, traced: Collection[str], meta: Meta) -> str:
    """Return the map as SVG to stand alone."""
    return render_svg(
        "map.svg", picture=network_diagram(graph, traced), meta=meta, certainties=Certainty, wide=BOX_WIDTH
    )


def classes_of(edge: GraphEdge) -> str:
    """Return what an edge is drawn by: its certainty and whom it was seen in, or that it is no effect."""
    if edge.severity:
        return "wire-caution"
    if not edge.certainty:
        return "wire-composition"
    seen = next((group for group in STRONGEST if group in edge.seen_in), SeenIn.NOT_KNOWN)
    return f"wire-effect certainty-{edge.certainty} seen-{seen}"


def _line(start: Box, end: Box) -> str:
    """Return the line between two boxes: from edge to edge, or round the side within a column."""
    from_y, to_y = start.y + TALL // 2, end.y + TALL // 2
    if start.x == end.x:
        side = start.x + BOX_WIDTH
        return f"M{side} {from_y}C{side + 60} {from_y} {side + 60} {to_y} {side} {to_y}"
    from_x, to_x = (start.x + BOX_WIDTH, end.x) if start.x < end.x else (start.x, end.x + BOX_WIDTH)
    middle = (from_x + to_x) // 2
    return f"M{from_x} {from_y}C{middle} {from_y} {middle} {to_y} {to_x} {to_y}"


def _cut(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"
