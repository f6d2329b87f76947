"""The graph in the forms that other programs read. Each holds every caution and every grade.

A value that is unknown is null in Cytoscape JSON and absent in GraphML and DOT, which have no null.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from app.features.graph.schemas import Graph, GraphEdge, GraphNode, NodeCaution
from app.schemas.envelopes import Meta

Fields = dict[str, Any]

NODE_KEYS = (
    "id",
    "kind",
    "slug",
    "name",
    "href",
    "group",
    "label",
    "must_display_cautions",
    "other_cautions",
)
EDGE_KEYS = (
    *("id", "relation", "claim", "certainty", "direction", "directness", "seen_in", "basis"),
    *("severity", "extrapolated", "sentence", "label"),
)
TRUTH_VALUES = frozenset({"extrapolated", "clinically_reviewed"})
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
NOT_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold as they are. In DOT, NUL would cut a text short."""


def cytoscape(graph: Graph, meta: Meta) -> str:
    """Return Cytoscape JSON: lists stay lists, and the meta of every answer is in `data`."""
    nodes = [node.model_dump(mode="json") | {"value": node.id, "label": label(node)} for node in graph.nodes]
    edges = [
        _edge(edge) | {"source": edge.source, "target": edge.target, "key": edge.id} for edge in graph.edges
    ]
    return json.dumps(
        {
            "data": meta.model_dump(mode="json"),
            "directed": True,
            "multigraph": True,
            "elements": {
                "nodes": [{"data": node} for node in nodes],
                "edges": [{"data": edge} for edge in edges],
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def graphml(graph: Graph, meta: Meta) -> bytes:
    """Return GraphML in UTF-8: lists are JSON in a string, and `:` stands for the `/` of ids."""
    root = ET.Element("graphml", xmlns=GRAPHML)
    keys = {"graph": tuple(type(meta).model_fields), "node": NODE_KEYS, "edge": EDGE_KEYS}
    for owner, names in keys.items():
        for name in names:
            kind = "boolean" if name in TRUTH_VALUES else "string"
            of = {"id": f"{owner}_{name}", "for": owner, "attr.name": name, "attr.type": kind}
            ET.SubElement(root, "key", of)
    whole = ET.SubElement(root, "graph", id="gutbone", edgedefault="directed")
    _add_data(whole, "graph", meta.model_dump(mode="json"))
    for node in graph.nodes:
        _add_data(ET.SubElement(whole, "node", id=_token(node.id)), "node", _node(node))
    for edge in graph.edges:
        ends = {"id": _token(edge.id), "source": _token(edge.source), "target": _token(edge.target)}
        _add_data(ET.SubElement(whole, "edge", ends), "edge", _edge(edge))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def dot(graph: Graph, meta: Meta) -> str:
    """Return DOT for Graphviz: the label of a node holds the cautions to show, that of an edge its grade.

    `name` is `entry_name` there: pydot cannot read an attribute that is called `name`.
    """
    lines = ["digraph gutbone {", *(f"  {name}={_quoted(value)};" for name, value in _plain(_meta(meta)))]
    for node in graph.nodes:
        fields = {"entry_name" if name == "name" else name: value for name, value in _node(node).items()}
        lines.append(f"  {_quoted(node.id)} [{_attributes(fields)}];")
    lines += [
        f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [{_attributes(_edge(edge))}];"
        for edge in graph.edges
    ]
    return "\n".join([*lines, "}", ""])


def label(node: GraphNode) -> str:
    """Return the name of a node with the cautions that must be shown, one a line."""
    return "\n".join([node.name, *(_told(caution) for caution in node.must_display_cautions)])


def _told(caution: NodeCaution) -> str:
    return f"{caution.severity.label}: {caution.title}"


def _node(node: GraphNode) -> Fields:
    fields = node.model_dump(mode="json") | {"label": label(node)}
    return {name: fields[name] for name in NODE_KEYS}


def _edge(edge: GraphEdge) -> Fields:
    grade = edge.certainty or edge.severity
    relation = edge.relation.replace("_", " ")
    told = f"{relation} ({grade.label})" if grade else relation
    claim = edge.claim.id if edge.claim else None
    fields = edge.model_dump(mode="json") | {"claim": claim, "label": told}
    return {name: fields[name] for name in EDGE_KEYS}


def _meta(meta: Meta) -> Fields:
    return {f"gutbone_{name}": value for name, value in meta.model_dump(mode="json").items()}


def _plain(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield every value that is known as text: lists and truth values as JSON."""
    for name, value in fields.items():
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield name, NOT_XML.sub("\ufffd", text)


def _add_data(parent: ET.Element, owner: str, fields: Mapping[str, Any]) -> None:
    for name, value in _plain(fields):
        ET.SubElement(parent, "data", key=f"{owner}_{name}").text = value


def _token(key: str) -> str:
    """Return an id as GraphML allows it: an NMTOKEN has no slash."""
    return key.replace("/", ":")


def _attributes(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in _plain(fields))


def _quoted(text: str) -> str:
    """Return a quoted DOT string. A backslash begins an escape there, so it is doubled."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
