"""Subgraphs: complete for their filters, with validation errors."""

from dataclasses import replace

import httpx
import networkx as nx
import pytest
import pytest_asyncio
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from tests.features.reference_graph import JSON, NODE_KINDS, answer, asking, graph_with_cautions

PEOPLE = ("conditions/", "medicines/")
ENDS = ("cautions/", *PEOPLE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def graph(catalog: Catalog, engine: Engine) -> JSON:
    async with asking(catalog, engine) as client:
        return await graph_with_cautions(client)


async def test_subgraph_has_all_edges_between_its_nodes(client: httpx.AsyncClient, graph: JSON) -> None:
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
        part = await graph_with_cautions(client, **query)
        lean = await answer(client, "/v1/graph", **query)
        assert lean["nodes"] == part["nodes"]
        assert len(lean["effects"]) == len([edge for edge in part["edges"] if edge["certainty"]])
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


async def test_depth_defaults_to_one(client: httpx.AsyncClient) -> None:
    implied = await answer(client, "/v1/graph", around="food-sources/kefir")
    assert implied == await answer(client, "/v1/graph", around="food-sources/kefir", depth=1)
    wider = await answer(client, "/v1/graph", around="food-sources/kefir", depth=2)
    assert len(wider["nodes"]) > len(implied["nodes"])


async def test_depth_without_around_gives_a_note(client: httpx.AsyncClient) -> None:
    part = await answer(client, "/v1/graph", depth=2, kind="outcomes")
    assert "`depth` had no effect" in part["note"]
    assert [node["kind"] for node in part["nodes"]] == ["outcomes"] * 3


async def test_entry_that_is_not_a_node_gives_a_note(client: httpx.AsyncClient) -> None:
    part = await answer(client, "/v1/graph", around="claims/mech-scfa")
    assert part["nodes"] == part["effects"] == part["compositions"] == []
    assert "claims/mech-scfa" in part["note"]


@pytest.mark.parametrize(
    ("query", "where", "near"),
    [
        ({"around": "food-sources/kefr"}, ["query.around"], "food-sources/kefir"),
        ({"around": "kefir"}, ["query.around"], "food-sources/kefir"),
        ({"kind": "foods"}, ["query.kind"], "food-sources"),
        ({"arround": "food-sources/kefir"}, ["query.arround"], "around"),
        (
            {"kind": "foods", "depth": "4", "limit": "1"},
            ["query.kind", "query.depth", "query.limit"],
            "food-sources",
        ),
    ],
)
async def test_invalid_parameters_have_suggestions(
    client: httpx.AsyncClient, query: JSON, where: list[str], near: str
) -> None:
    response = await client.get("/v1/graph", params=query)
    assert response.status_code == (404 if where == ["query.around"] else 422)
    problem = response.json()
    assert [error["where"] for error in problem["errors"]] == where
    assert near in problem["did_you_mean"]


async def test_former_slug_resolves_to_the_entry(catalog: Catalog, engine: Engine) -> None:
    renamed = replace(catalog, moved={"food-sources/kephir": "food-sources/kefir"})
    async with asking(renamed, engine) as client:
        part = await answer(client, "/v1/graph", around="food-sources/kephir")
        paths = await answer(
            client, "/v1/paths", **{"from": "food-sources/kephir", "to": "outcomes/bone-loss"}
        )
    assert "food-sources/kefir" in {node["id"] for node in part["nodes"]}
    assert paths["nodes"][0]["id"] == "food-sources/kefir"
    assert paths["paths"]


async def test_graph_of_other_content(sample_client: httpx.AsyncClient) -> None:
    part = await answer(sample_client, "/v1/graph")
    assert part["nodes"]
    assert part["effects"]
    assert part["compositions"]
