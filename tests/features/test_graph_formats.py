"""Graph exports read back by third-party libraries equal the JSON."""

import json
from itertools import product
from typing import Any

import httpx
import networkx as nx
import pydot
import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.features.graph.export_formats import cytoscape, dot, graphml
from app.features.graph.knowledge_graph import Subgraph
from app.features.graph.schemas import GraphEdge, GraphNode
from app.schemas.envelopes import Meta
from tests.features.reference_graph import JSON, asking, graph_with_cautions

# pydot calls pyparsing by names that it has given up.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated - use:DeprecationWarning")

MEDIA_TYPES = {
    "/v1/graph": "application/json",
    "/v1/graph.cyjs": "application/vnd.cytoscape+json",
    "/v1/graph.graphml": "application/graphml+xml",
    "/v1/graph.dot": "text/vnd.graphviz; charset=utf-8",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def graph(catalog: Catalog, engine: Engine) -> JSON:
    async with asking(catalog, engine) as client:
        return await graph_with_cautions(client)


@pytest.mark.parametrize("path", list(MEDIA_TYPES))
async def test_each_format_has_its_media_type_and_cache_headers(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path, params={"kind": "outcomes"})
    plain = await client.get("/v1/outcomes")
    assert response.headers["Content-Type"] == MEDIA_TYPES[path]
    for name in ("Cache-Control", "Gutbone-Release"):
        assert response.headers[name] == plain.headers[name]


@pytest.mark.parametrize("path", list(MEDIA_TYPES))
async def test_accept_admits_the_one_media_type_of_an_address(client: httpx.AsyncClient, path: str) -> None:
    own = MEDIA_TYPES[path].partition(";")[0]
    for media_type in {name.partition(";")[0] for name in MEDIA_TYPES.values()}:
        response = await client.get(path, params={"kind": "outcomes"}, headers={"Accept": media_type})
        assert response.status_code == (200 if media_type == own else 406)


def as_exported(value: Any) -> Any:
    """Return a value as GraphML and DOT write it: nothing, text, or JSON in text."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def assert_same(graph: JSON, nodes: dict[str, JSON], edges: dict[str, JSON], *, as_text: bool) -> None:
    """Assert that nodes and edges that a library has read are those of the graph."""
    assert set(nodes) == {node["id"] for node in graph["nodes"]}
    assert set(edges) == {edge["id"] for edge in graph["edges"]}
    for node in graph["nodes"]:
        read = nodes[node["id"]]
        for name, value in node.items():
            assert read.get(name) == (as_exported(value) if as_text else value), (node["id"], name)
        assert read["label"].split("\n")[0] == node["name"]
        assert read["label"].count("\n") == len(node["cautions"])
    for edge in graph["edges"]:
        read = edges[edge["id"]]
        for name in set(edge) - {"source", "target", "extrapolated"}:
            assert read.get(name) == (as_exported(edge[name]) if as_text else edge[name]), (edge["id"], name)
        relation = edge["relation"].replace("_", " ")
        grade = edge["certainty"] and edge["certainty"].replace("_", " ").capitalize()
        assert read["label"].startswith(f"{relation} ({grade})" if grade else relation)
        assert read["extrapolated"] in {edge["extrapolated"], as_exported(edge["extrapolated"])}


async def test_cytoscape_json_is_read_by_networkx(client: httpx.AsyncClient, graph: JSON) -> None:
    response = await client.get("/v1/graph.cyjs")
    whole = nx.cytoscape_graph(response.json())
    assert whole.is_directed()
    plain = (await client.get("/v1/graph")).json()
    assert plain["included"]["cautions"]
    assert whole.graph == {**plain["meta"], "included": plain["included"]}
    edges = {edge["id"]: edge for _, _, edge in whole.edges(data=True)}
    for source, target, edge in whole.edges(data=True):
        assert edges[edge["id"]]["source"] == source
        assert edges[edge["id"]]["target"] == target
    assert_same(graph, dict(whole.nodes(data=True)), edges, as_text=False)
    lean = plain["data"]
    assert lean["nodes"] == graph["nodes"]
    steps = [edge for edge in graph["edges"] if edge["severity"] is None]
    assert len(steps) == len(lean["effects"]) + len(lean["compositions"])


async def test_graphml_is_read_by_networkx(client: httpx.AsyncClient, graph: JSON) -> None:
    response = await client.get("/v1/graph.graphml")
    whole = nx.parse_graphml(response.text, force_multigraph=True)
    assert whole.is_directed()
    assert whole.graph["clinically_reviewed"] is False
    assert whole.graph["disclaimer"]
    nodes = {node["id"]: node for _, node in whole.nodes(data=True)}
    edges = {edge["id"]: edge for _, _, edge in whole.edges(data=True)}
    ends = {edge["id"]: (edge["source"], edge["target"]) for edge in graph["edges"]}
    for source, target, edge in whole.edges(data=True):
        assert (source.replace(":", "/"), target.replace(":", "/")) == ends[edge["id"]]
    assert_same(graph, nodes, edges, as_text=True)


@pytest.mark.parametrize("around", ["food-sources/natto", "microbes/lacticaseibacillus-rhamnosus-gg"])
async def test_dot_is_read_by_pydot(client: httpx.AsyncClient, around: str) -> None:
    part = await graph_with_cautions(client, around=around)
    response = await client.get("/v1/graph.dot", params={"around": around})
    nodes, edges, ends = read_dot(response.text)
    assert ends == {edge["id"]: (edge["source"], edge["target"]) for edge in part["edges"]}
    assert_same(part, nodes, edges, as_text=True)


def read_dot(text: str) -> tuple[dict[str, JSON], dict[str, JSON], dict[str, tuple[str, str]]]:
    """Return nodes, edges and the ends of edges, as pydot reads them."""
    (whole,) = pydot.graph_from_dot_data(text) or []
    assert whole.get_type() == "digraph"
    nodes = {unquoted(node.get_name()): attributes(node) for node in whole.get_nodes()}
    edges = {attributes(edge)["id"]: attributes(edge) for edge in whole.get_edges()}
    ends = {
        attributes(edge)["id"]: (unquoted(edge.get_source()), unquoted(edge.get_destination()))
        for edge in whole.get_edges()
    }
    return nodes, edges, ends


def attributes(part: Any) -> JSON:
    read = {name: unquoted(value) for name, value in part.get_attributes().items()}
    return read | ({"name": read["entry_name"]} if "entry_name" in read else {})


def unquoted(value: object) -> str:
    text = str(value)
    assert text[0] == text[-1] == '"', text
    escapes = {"n": "\n", '"': '"', "\\": "\\"}
    parts = iter(text[1:-1])
    return "".join(escapes[next(parts)] if letter == "\\" else letter for letter in parts)


HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    ['"', "\\", '\\"', "\\n", "a\nb", "]]>", "<a&b>", "];}", "é“”", "\\N", "--", "\x00", "\x0b", "\ufffe"]
)
META = Meta(release="r", language="en", disclaimer="d", license="l", clinically_reviewed=False)
INCLUDED: JSON = {"cautions": {}, "claims": {}}


def node_of(slug: str, name: str, sentence: str) -> JSON:
    caution = {"slug": "c", "severity": "avoid"}
    return {
        "id": f"compounds/{slug}",
        "kind": "compounds",
        "name": name,
        "group": None,
        "cautions": [caution],
        "lines": [caution | {"sentence": sentence}],
    }


def graph_of(names: list[str], sentence: str) -> JSON:
    nodes = [node_of(f"n{place}", name, sentence) for place, name in enumerate(names)]
    plain = dict.fromkeys(("claim", "certainty", "direction", "directness", "severity"))
    edges = [
        plain
        | {
            "id": f"{one['id']}.makes.{other['id']}",
            "source": one["id"],
            "target": other["id"],
            "relation": "makes",
            "seen_in": [],
            "basis": "composition",
            "extrapolated": False,
            "retracted": [],
            "sentence": sentence,
        }
        for one, other in product(nodes, nodes)
    ]
    return {"nodes": nodes, "edges": edges, "note": None}


def printable(graph: JSON) -> JSON:
    """Return a graph with the mark of replacement for what XML cannot hold."""
    text = json.dumps(graph, ensure_ascii=True)
    for code in [*range(9), *range(0xB, 0x20), 0xFFFE, 0xFFFF]:
        text = text.replace(json.dumps(chr(code))[1:-1], "\\ufffd")
    cleaned: JSON = json.loads(text)
    return cleaned


@pytest.mark.full_suite
@settings(max_examples=30, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=2), HOSTILE)
def test_hostile_text_never_breaks_export_formats(names: list[str], sentence: str) -> None:
    plain = graph_of(names, sentence)
    graph = Subgraph(
        tuple(map(GraphNode.model_validate, plain["nodes"])),
        tuple(map(GraphEdge.model_validate, plain["edges"])),
    )
    read = nx.cytoscape_graph(json.loads(cytoscape(graph, META, INCLUDED)))
    edges = {edge["id"]: edge for _, _, edge in read.edges(data=True)}
    assert {edge["sentence"] for edge in edges.values()} == {plain["edges"][0]["sentence"]}
    assert {node: fields["name"] for node, fields in read.nodes(data=True)} == {
        node["id"]: node["name"] for node in plain["nodes"]
    }
    clean = printable(plain)
    nodes, edges, _ = read_dot(dot(graph, META))
    assert_readable(clean, nodes, edges)
    parsed = nx.parse_graphml(graphml(graph, META).decode(), force_multigraph=True)
    nodes = {node["id"]: node for _, node in parsed.nodes(data=True)}
    assert_readable(clean, nodes, {edge["id"]: edge for _, _, edge in parsed.edges(data=True)})


def assert_readable(graph: JSON, nodes: dict[str, JSON], edges: dict[str, JSON]) -> None:
    for node in graph["nodes"]:
        assert nodes[node["id"]]["name"] == node["name"]
        (line,) = node["lines"]
        assert json.loads(nodes[node["id"]]["cautions"])[0]["slug"] == "c"
        assert line["sentence"] in nodes[node["id"]]["label"]
    for edge in graph["edges"]:
        assert edges[edge["id"]]["sentence"] == edge["sentence"]
