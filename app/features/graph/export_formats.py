"""Export formats of the graph: Cytoscape JSON, GraphML and DOT, with all cautions and grades.

Values that are null in JSON are absent. A caution is an edge here, since drawing programs know no other tie.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from app.core.compact_json import compact_json
from app.features.graph.knowledge_graph import Subgraph
from app.features.graph.schemas import GraphEdge, GraphNode
from app.schemas.envelopes import Meta

Fields = dict[str, Any]

NODE_KEYS = (
    "id",
    "kind",
    "name",
    "group",
    "label",
    "cautions",
)
EDGE_KEYS = (
    *("id", "relation", "claim", "certainty", "direction", "directness", "seen_in", "basis"),
    *("retracted", "severity", "extrapolated", "sentence", "label"),
)
BOOLEAN_KEYS = frozenset({"extrapolated", "clinically_reviewed"})
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
XML_FORBIDDEN = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids. In DOT, NUL would truncate a text."""


def cytoscape(graph: Subgraph, meta: Meta, included: Mapping[str, Any]) -> bytes:
    """Return Cytoscape JSON; `data` holds the response meta and the whole cautions and claims."""
    nodes = [_node(node) | {"value": node.id} for node in graph.nodes]
    edges = [
        _edge(edge) | {"source": edge.source, "target": edge.target, "key": edge.id} for edge in graph.edges
    ]
    return compact_json(
        {
            "data": {**meta.model_dump(mode="json"), "included": included},
            "directed": True,
            "multigraph": True,
            "elements": {
                "nodes": [{"data": node} for node in nodes],
                "edges": [{"data": edge} for edge in edges],
            },
        }
    )


def graphml(graph: Subgraph, meta: Meta) -> bytes:
    """Return GraphML in UTF-8; lists are JSON strings, and ids have `:` instead of `/`."""
    root = ET.Element("graphml", xmlns=GRAPHML)
    keys = {"graph": tuple(type(meta).model_fields), "node": NODE_KEYS, "edge": EDGE_KEYS}
    for owner, names in keys.items():
        for name in names:
            kind = "boolean" if name in BOOLEAN_KEYS else "string"
            of = {"id": f"{owner}_{name}", "for": owner, "attr.name": name, "attr.type": kind}
            ET.SubElement(root, "key", of)
    graph_element = ET.SubElement(root, "graph", id="gutbone", edgedefault="directed")
    _add_data(graph_element, "graph", meta.model_dump(mode="json"))
    for node in graph.nodes:
        _add_data(ET.SubElement(graph_element, "node", id=_nmtoken(node.id)), "node", _node(node))
    for edge in graph.edges:
        ends = {"id": _nmtoken(edge.id), "source": _nmtoken(edge.source), "target": _nmtoken(edge.target)}
        _add_data(ET.SubElement(graph_element, "edge", ends), "edge", _edge(edge))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def dot(graph: Subgraph, meta: Meta) -> str:
    """Return DOT for Graphviz; node labels contain the cautions to show, edge labels the grade.

    The attribute `name` is written as `entry_name`, since pydot cannot parse one called `name`.
    """
    lines = ["digraph gutbone {", *(f"  {name}={_quoted(value)};" for name, value in _as_text(_meta(meta)))]
    for node in graph.nodes:
        fields = {"entry_name" if name == "name" else name: value for name, value in _node(node).items()}
        lines.append(f"  {_quoted(node.id)} [{_attributes(fields)}];")
    lines += [
        f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [{_attributes(_edge(edge))}];"
        for edge in graph.edges
    ]
    return "\n".join([*lines, "}", ""])


def label(node: GraphNode) -> str:
    """Return the name of a node and its cautions, one per line."""
    return "\n".join([node.name, *(f"{one.severity.label}: {one.sentence}" for one in node.lines)])


def _node(node: GraphNode) -> Fields:
    fields = node.model_dump(mode="json") | {"label": label(node)}
    return {name: fields[name] for name in NODE_KEYS if fields[name] is not None}


def _edge(edge: GraphEdge) -> Fields:
    grade = edge.certainty or edge.severity
    relation = edge.relation.replace("_", " ")
    text = f"{relation} ({grade.label})" if grade else relation
    claim = edge.claim.slug if edge.claim else None
    fields = edge.model_dump(mode="json") | {"claim": claim, "label": text}
    return {name: fields[name] for name in EDGE_KEYS if fields[name] is not None}


def _meta(meta: Meta) -> Fields:
    return {f"gutbone_{name}": value for name, value in meta.model_dump(mode="json").items()}


def _as_text(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield every known value as text; lists and booleans as JSON."""
    for name, value in fields.items():
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield name, XML_FORBIDDEN.sub("\ufffd", text)


def _add_data(parent: ET.Element, owner: str, fields: Mapping[str, Any]) -> None:
    for name, value in _as_text(fields):
        ET.SubElement(parent, "data", key=f"{owner}_{name}").text = value


def _nmtoken(key: str) -> str:
    """Return an id as an XML NMTOKEN, which allows no slash."""
    return key.replace("/", ":")


def _attributes(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in _as_text(fields))


def _quoted(text: str) -> str:
    """Return a quoted DOT string with escapes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
