"""The graph: every node with its cautions, every effect with its grade, in every form."""

import json
from collections import Counter
from dataclasses import replace
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

from app.catalog import Catalog
from app.envelopes import Meta
from app.features.graph.formats import cytoscape, dot, graphml
from app.features.graph.shapes import Graph
from tests.features.graph_record import (
    JSON,
    NODE_KINDS,
    answer,
    asking,
    compositions,
    effects,
    entries,
    is_strain,
    key,
    names_who_was_studied,
)

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*deprecated - use:DeprecationWarning"
)  # pydot calls pyparsing so

SEEN_IN = {"human": "people", "animal": "animals", "in_vitro": "cells"}
PEOPLE = ("conditions/", "medicines/")
ENDS = ("cautions/", *PEOPLE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def graph(catalog: Catalog, engine: Engine) -> JSON:
    async with asking(catalog, engine) as client:
        whole: JSON = await answer(client, "/v1/graph")
    return whole


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def records(catalog: Catalog, engine: Engine) -> dict[str, JSON]:
    async with asking(catalog, engine) as client:
        return await entries(client, NODE_KINDS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evidence(catalog: Catalog, engine: Engine) -> dict[str, JSON]:
    async with asking(catalog, engine) as client:
        return await entries(client, ("claims", "sources"))


def edges_with(graph: JSON, *relations: str) -> list[JSON]:
    return [edge for edge in graph["edges"] if edge["relation"] in relations]


def test_every_entry_of_its_kinds_is_a_node(graph: JSON, records: dict[str, JSON]) -> None:
    assert [node["id"] for node in graph["nodes"]] == list(records)
    for node in graph["nodes"]:
        entry = records[node["id"]]
        assert {name: node[name] for name in ("kind", "slug", "name", "href")} == {
            name: entry[name] for name in ("kind", "slug", "name", "href")
        }


def test_every_node_has_all_cautions_of_its_entry(graph: JSON, records: dict[str, JSON]) -> None:
    shown = 0
    for node in graph["nodes"]:
        cautions = records[node["id"]]["cautions"]
        for name, must in (("must_display_cautions", True), ("other_cautions", False)):
            wanted = [caution for caution in cautions if caution["must_display"] is must]
            assert node[name] == [
                {part: caution[part] for part in ("slug", "severity", "title")} for caution in wanted
            ]
            shown += len(wanted)
    assert shown > 500


def test_edges_are_between_nodes_and_have_names_of_their_own(graph: JSON) -> None:
    ids = {node["id"] for node in graph["nodes"]}
    assert all({edge["source"], edge["target"]} <= ids for edge in graph["edges"])
    assert max(Counter(edge["id"] for edge in graph["edges"]).values()) == 1


def test_the_effects_are_those_that_the_entries_state(graph: JSON, records: dict[str, JSON]) -> None:
    found = edges_with(graph, "acts_on", "bears_on")
    drawn = [(edge["source"], edge["relation"], edge["target"], key(edge["claim"])) for edge in found]
    assert sorted(drawn) == sorted(set(effects(records)))
    assert len(drawn) > 50


def test_every_effect_is_graded_as_its_claim(graph: JSON, evidence: dict[str, JSON]) -> None:
    for edge in edges_with(graph, "acts_on", "bears_on"):
        claim = evidence[key(edge["claim"])]
        assert edge["claim"]["href"] == claim["href"]
        assert edge["claim"]["name"] == claim["name"]
        for name in ("certainty", "direction", "directness", "basis"):
            assert edge[name] == claim[name], edge["id"]
        tested = [item for item in claim["evidence"] if item["stance"] != "context"]
        bases = {evidence[key(item["source"])]["evidence_base"] for item in tested}
        assert edge["seen_in"] == [group for base, group in SEEN_IN.items() if base in bases], edge["id"]
        assert edge["severity"] is None


def test_every_effect_says_who_was_studied(graph: JSON) -> None:
    for edge in edges_with(graph, "acts_on", "bears_on"):
        assert names_who_was_studied(edge["sentence"])
        for group in edge["seen_in"]:
            assert group in edge["sentence"]
        if "people" not in edge["seen_in"]:
            assert "not in people" in edge["sentence"] or "no study" in edge["sentence"].lower()
        assert ("indirect" in edge["sentence"]) is (edge["directness"] == "indirect")


def test_the_compositions_are_those_that_the_entries_state(graph: JSON, records: dict[str, JSON]) -> None:
    found = [edge for edge in graph["edges"] if edge["basis"] == "composition"]
    drawn = [(edge["source"], edge["relation"], edge["target"]) for edge in found]
    assert sorted(drawn) == sorted(set(compositions(records)))
    assert len({relation for _, relation, _ in drawn}) == 8
    for edge in found:
        assert {edge[name] for name in ("claim", "certainty", "direction", "directness", "severity")} == {
            None
        }
        assert edge["seen_in"] == []


def test_a_composition_reads_as_it_is(graph: JSON) -> None:
    sentences = {edge["id"]: edge["sentence"] for edge in graph["edges"]}
    assert (
        sentences["food-sources/kefir.contains_microbe.microbes/lentilactobacillus-kefiri"]
        == "The food Kefir contains the species Lentilactobacillus kefiri."
    )
    assert (
        sentences["compounds/fructans.turned_into.compounds/short-chain-fatty-acids"]
        == "The compound Fructans can be turned into the compound Short-chain fatty acids."
    )


def test_no_step_between_strain_and_species_is_silent(graph: JSON, records: dict[str, JSON]) -> None:
    crossings = [
        edge
        for edge in graph["edges"]
        if edge["basis"] == "composition"
        and is_strain(records, edge["source"]) != is_strain(records, edge["target"])
        and not edge["target"].startswith("compounds/")
    ]
    assert {edge["relation"] for edge in crossings} == {"contains_microbe", "belongs_to", "includes"}
    assert all(edge["extrapolated"] for edge in crossings)
    rest = [edge for edge in graph["edges"] if edge["basis"] == "composition" and edge not in crossings]
    assert not any(edge["extrapolated"] for edge in rest)


async def test_what_no_study_of_the_claim_tested_is_extrapolated(
    client: httpx.AsyncClient, graph: JSON, records: dict[str, JSON], evidence: dict[str, JSON]
) -> None:
    """The same as the evidence of the claim says, and whenever a claim on strains is about another thing."""
    seen = Counter[bool]()
    for edge in edges_with(graph, "acts_on", "bears_on"):
        claim = evidence[key(edge["claim"])]
        table = await answer(client, f"{claim['href']}/evidence", subject=edge["source"])
        widened = claim["scope"] == "strain" and not is_strain(records, edge["source"])
        assert edge["extrapolated"] is (table["extrapolated"] or widened), edge["id"]
        assert (table["extrapolation"] or "") in edge["sentence"]
        seen[edge["extrapolated"]] += 1
    assert min(seen[True], seen[False]) > 10


def test_whatever_is_extrapolated_says_so(graph: JSON) -> None:
    for edge in graph["edges"]:
        assert edge["extrapolated"] is ("Extrapolated:" in edge["sentence"])


def test_every_caution_has_an_edge_to_every_entry_it_is_on(graph: JSON, records: dict[str, JSON]) -> None:
    found = edges_with(graph, "warns_about", "concerns")
    drawn = [(edge["source"], edge["target"], edge["severity"]) for edge in found]
    wanted = [
        (f"cautions/{caution['slug']}", target, caution["severity"])
        for target, entry in records.items()
        for caution in entry["cautions"]
    ]
    assert sorted(drawn) == sorted(wanted)
    for edge in found:
        assert (edge["relation"] == "concerns") is edge["target"].startswith(PEOPLE)
        assert edge["basis"] is edge["certainty"] is edge["claim"] is None


async def test_any_part_is_cut_out_whole(client: httpx.AsyncClient, graph: JSON) -> None:
    """The nodes that filters ask for, unchanged, and every edge between these nodes."""
    nodes = {node["id"]: node for node in graph["nodes"]}
    for place, centre in enumerate(list(nodes)[::5]):
        kinds = NODE_KINDS[place % 13 : place % 13 + place % 4]
        query: JSON = {"kind": kinds}
        kept = set(nodes)
        if place % 5:
            query |= {"around": centre, "depth": place % 3 + 1}
            kept = reachable(graph, centre, query["depth"])
        if kinds:
            kept = {node for node in kept if nodes[node]["kind"] in kinds or node == query.get("around")}
        part = await answer(client, "/v1/graph", **query)
        assert part["nodes"] == [node for node in graph["nodes"] if node["id"] in kept], query
        assert part["edges"] == [
            edge for edge in graph["edges"] if edge["source"] in kept and edge["target"] in kept
        ], query


def reachable(graph: JSON, centre: str, depth: int) -> set[str]:
    """Return the nodes around one, by networkx: cautions and people end a way unless they are the centre."""
    ways: nx.DiGraph[str] = nx.DiGraph()
    ways.add_nodes_from(node["id"] for node in graph["nodes"])
    for edge in graph["edges"]:
        for start, end in ((edge["source"], edge["target"]), (edge["target"], edge["source"])):
            passes = start == centre or not start.startswith(ENDS)
            if passes or (start.startswith("cautions/") and end.startswith(PEOPLE)):
                ways.add_edge(start, end)
    return set(nx.ego_graph(ways, centre, radius=depth))


async def test_depth_is_one_unless_asked(client: httpx.AsyncClient) -> None:
    implied = await answer(client, "/v1/graph", around="food-sources/kefir")
    assert implied == await answer(client, "/v1/graph", around="food-sources/kefir", depth=1)
    wider = await answer(client, "/v1/graph", around="food-sources/kefir", depth=2)
    assert len(wider["nodes"]) > len(implied["nodes"])


async def test_depth_around_nothing_is_told(client: httpx.AsyncClient) -> None:
    part = await answer(client, "/v1/graph", depth=2, kind="outcomes")
    assert "`depth` had no effect" in part["note"]
    assert [node["kind"] for node in part["nodes"]] == ["outcomes"] * 3


async def test_an_entry_outside_the_graph_is_no_error(client: httpx.AsyncClient) -> None:
    part = await answer(client, "/v1/graph", around="claims/mech-scfa")
    assert part["nodes"] == part["edges"] == []
    assert "claims/mech-scfa" in part["note"]


@pytest.mark.parametrize(
    ("query", "where", "near"),
    [
        ({"around": "food-sources/kefr"}, ["query.around"], "food-sources/kefir"),
        ({"around": "kefir"}, ["query.around"], "food-sources/kefir"),
        ({"kind": "foods"}, ["query.kind"], "food-sources"),
        ({"format": "grapml"}, ["query.format"], "graphml"),
        ({"arround": "food-sources/kefir"}, ["query.arround"], "around"),
        (
            {"kind": "foods", "depth": "4", "limit": "1"},
            ["query.kind", "query.depth", "query.limit"],
            "food-sources",
        ),
    ],
)
async def test_mistakes_are_named_with_what_was_meant(
    client: httpx.AsyncClient, query: JSON, where: list[str], near: str
) -> None:
    response = await client.get("/v1/graph", params=query)
    assert response.status_code == 422
    problem = response.json()
    assert [error["where"] for error in problem["errors"]] == where
    assert near in problem["did_you_mean"]


async def test_a_former_slug_leads_to_the_entry(catalog: Catalog, engine: Engine) -> None:
    renamed = replace(catalog, moved={"food-sources/kephir": "food-sources/kefir"})
    async with asking(renamed, engine) as client:
        part = await answer(client, "/v1/graph", around="food-sources/kephir")
        paths = await answer(
            client, "/v1/paths", **{"from": "food-sources/kephir", "to": "outcomes/bone-loss"}
        )
    assert "food-sources/kefir" in {node["id"] for node in part["nodes"]}
    assert paths["nodes"][0]["id"] == "food-sources/kefir"
    assert paths["paths"]


async def test_the_small_world_has_a_graph_too(world: httpx.AsyncClient) -> None:
    part = await answer(world, "/v1/graph")
    assert part["nodes"]
    assert part["edges"]


# Other forms: what a library reads out of them equals the JSON.

MEDIA_TYPES = {
    "json": "application/json",
    "cytoscape": "application/vnd.cytoscape+json",
    "graphml": "application/graphml+xml",
    "dot": "text/vnd.graphviz; charset=utf-8",
}


@pytest.mark.parametrize("form", list(MEDIA_TYPES))
async def test_each_form_has_its_media_type_and_caches_alike(client: httpx.AsyncClient, form: str) -> None:
    response = await client.get("/v1/graph", params={"format": form, "kind": "outcomes"})
    plain = await client.get("/v1/outcomes")
    assert response.headers["Content-Type"] == MEDIA_TYPES[form]
    for name in ("Cache-Control", "Gutbone-Release"):
        assert response.headers[name] == plain.headers[name]


def told(value: Any) -> Any:
    """Return a value as GraphML and DOT write it: nothing, text, or JSON in text."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def assert_same(graph: JSON, nodes: dict[str, JSON], edges: dict[str, JSON], *, as_text: bool) -> None:
    """Assert that nodes and edges that a library has read are those of the graph."""
    assert set(nodes) == {node["id"] for node in graph["nodes"]}
    assert set(edges) == {edge["id"] for edge in graph["edges"]}
    for node in graph["nodes"]:
        read = nodes[node["id"]]
        for name, value in node.items():
            assert read.get(name) == (told(value) if as_text else value), (node["id"], name)
        assert read["label"].split("\n")[0] == node["name"]
        for caution in node["must_display_cautions"]:
            assert caution["title"] in read["label"]
    for edge in graph["edges"]:
        read = edges[edge["id"]]
        wanted = edge | {"claim": edge["claim"] and key(edge["claim"])}
        for name in set(wanted) - {"source", "target", "extrapolated"}:
            assert read.get(name) == (told(wanted[name]) if as_text else wanted[name]), (edge["id"], name)
        assert read["extrapolated"] in {edge["extrapolated"], told(edge["extrapolated"])}


async def test_cytoscape_json_is_read_by_networkx(client: httpx.AsyncClient, graph: JSON) -> None:
    response = await client.get("/v1/graph", params={"format": "cytoscape"})
    whole = nx.cytoscape_graph(response.json())
    assert whole.is_directed()
    assert whole.graph == (await client.get("/v1/graph")).json()["meta"]
    edges = {edge["id"]: edge for _, _, edge in whole.edges(data=True)}
    for source, target, edge in whole.edges(data=True):
        assert edges[edge["id"]]["source"] == source
        assert edges[edge["id"]]["target"] == target
    assert_same(graph, dict(whole.nodes(data=True)), edges, as_text=False)


async def test_graphml_is_read_by_networkx(client: httpx.AsyncClient, graph: JSON) -> None:
    response = await client.get("/v1/graph", params={"format": "graphml"})
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
    part = await answer(client, "/v1/graph", around=around)
    response = await client.get("/v1/graph", params={"format": "dot", "around": around})
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


def node_of(slug: str, name: str, title: str) -> JSON:
    caution = {"slug": "c", "severity": "avoid", "title": title}
    return {
        "id": f"compounds/{slug}",
        "kind": "compounds",
        "slug": slug,
        "name": name,
        "href": f"/v1/compounds/{slug}",
        "group": None,
        "must_display_cautions": [caution],
        "other_cautions": [],
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


@settings(max_examples=30, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=2), HOSTILE)
def test_no_text_breaks_a_form(names: list[str], sentence: str) -> None:
    plain = graph_of(names, sentence)
    graph = Graph.model_validate(plain)
    read = nx.cytoscape_graph(json.loads(cytoscape(graph, META)))
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
        (caution,) = node["must_display_cautions"]
        assert json.loads(nodes[node["id"]]["must_display_cautions"])[0]["slug"] == "c"
        assert caution["title"] in nodes[node["id"]]["label"]
    for edge in graph["edges"]:
        assert edges[edge["id"]]["sentence"] == edge["sentence"]
