"""Paths: graded by their weakest step, ordered, and explicit about strains."""

from collections.abc import Iterable
from itertools import pairwise

import httpx
import networkx as nx
import pytest
import pytest_asyncio
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.vocabulary.grading import Certainty
from app.vocabulary.wording import find_overclaims
from tests.features.reference_graph import (
    GRADES,
    JSON,
    NODE_KINDS,
    STEP_KINDS,
    answer,
    asking,
    entries,
    graph_with_cautions,
    is_strain,
    names_who_was_studied,
    weakest,
)

LIMIT = 20
LONGEST = 6
Pair = tuple[str, str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def graph(catalog: Catalog, engine: Engine) -> JSON:
    async with asking(catalog, engine) as client:
        return await graph_with_cautions(client)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def records(catalog: Catalog, engine: Engine) -> dict[str, JSON]:
    async with asking(catalog, engine) as client:
        return await entries(client, NODE_KINDS)


@pytest.fixture(scope="module")
def steps(graph: JSON) -> "nx.MultiDiGraph[str]":
    """Return what chains are made of, without cautions, for networkx."""
    whole: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    whole.add_nodes_from(node["id"] for node in graph["nodes"])
    for edge in graph["edges"]:
        if edge["severity"] is None:
            whole.add_edge(edge["source"], edge["target"], key=edge["id"], edge=edge)
    return whole


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answers(catalog: Catalog, engine: Engine, steps: "nx.MultiDiGraph[str]") -> dict[Pair, JSON]:
    """Return the answer for every pair of nodes that any chain at all could join."""
    found: dict[Pair, JSON] = {}
    async with asking(catalog, engine) as client:
        for source in steps:
            for target in sorted(nx.descendants(steps, source)):
                query = {"from": source, "to": target, "limit": LIMIT}
                found[source, target] = await answer(client, "/v1/paths", **query)
    return found


def chains(answers: dict[Pair, JSON]) -> Iterable[JSON]:
    return (path for data in answers.values() for path in data["paths"])


@pytest.mark.full_suite
def test_paths_are_simple_and_connect_both_ends(answers: dict[Pair, JSON], graph: JSON) -> None:
    edges = {edge["id"]: edge for edge in graph["edges"]}
    assert sum(1 for _ in chains(answers)) > 1000
    for (source, target), data in answers.items():
        for path in data["paths"]:
            steps = path["edges"]
            named = [{**edge, "claim": edge["claim"] and edge["claim"]["slug"]} for edge in steps]
            assert named == [edges[edge["id"]] for edge in steps]
            nodes = [steps[0]["source"], *(edge["target"] for edge in steps)]
            assert nodes == [*(edge["source"] for edge in steps), target]
            assert nodes[0] == source
            assert len(set(nodes)) == len(nodes) <= LONGEST + 1


def test_path_certainty_is_that_of_its_weakest_effect(answers: dict[Pair, JSON]) -> None:
    grades = {path["certainty"] for path in chains(answers)}
    assert {"moderate", "very_low", "not_graded"} <= grades
    for path in chains(answers):
        assert path["certainty"] == weakest(path["edges"])


def test_path_wording_matches_the_grade(answers: dict[Pair, JSON]) -> None:
    for path in chains(answers):
        assert find_overclaims(path["summary"], Certainty.named(path["certainty"])) == []


def rank(path: JSON) -> tuple[int, int, int, list[str]]:
    steps = path["edges"]
    extrapolations = sum(edge["extrapolated"] for edge in steps)
    ids = [edge["id"] for edge in steps]
    return GRADES.index(weakest(steps)), len(steps), extrapolations, ids


def test_paths_are_sorted_by_certainty_length_and_extrapolation(answers: dict[Pair, JSON]) -> None:
    for data in answers.values():
        order = [rank(path) for path in data["paths"]]
        assert order == sorted(order)
        assert len({tuple(ids) for *_, ids in order}) == len(order)


def jumps(edges: list[JSON]) -> bool:
    """Return whether a chain goes from one strain up to its species and down to another."""
    return ("belongs_to", "includes") in list(pairwise(edge["relation"] for edge in edges))


def test_all_paths_are_found(answers: dict[Pair, JSON], steps: "nx.MultiDiGraph[str]") -> None:
    """Every simple chain that networkx finds is there, up to the limit, and none that goes by two strains."""
    pairs = sorted(answers)[::6] + [pair for pair in answers if pair[1].startswith("outcomes/")]
    for pair in pairs:
        found = [
            {"edges": [steps.get_edge_data(*step)["edge"] for step in chain]}
            for chain in nx.all_simple_edge_paths(steps, *pair, cutoff=LONGEST)
        ]
        wanted = sorted((path for path in found if not jumps(path["edges"])), key=rank)
        assert [rank(path) for path in answers[pair]["paths"]] == [rank(path) for path in wanted[:LIMIT]], (
            pair
        )


def test_every_chain_names_who_was_studied(answers: dict[Pair, JSON]) -> None:
    for path in chains(answers):
        assert names_who_was_studied(path["summary"]) or "no study" in path["summary"]
        assert set(path["studied_in"]) == {group for edge in path["edges"] for group in edge["seen_in"]}
        for group in path["studied_in"]:
            assert group in path["summary"]
        graded = [edge for edge in path["edges"] if edge["certainty"]]
        assert all(names_who_was_studied(edge["sentence"]) for edge in graded)
        if any("people" not in edge["seen_in"] for edge in graded):
            assert "every step of effect was studied in people" not in path["summary"].lower()
        assert ("never the whole chain" in path["summary"]) is (len(graded) > 1)


def test_paths_between_strain_and_species_are_marked_extrapolated(
    answers: dict[Pair, JSON], records: dict[str, JSON]
) -> None:
    crossing = 0
    for path in chains(answers):
        crossings = [
            edge
            for edge in path["edges"]
            if is_strain(records, edge["source"]) != is_strain(records, edge["target"])
            and edge["relation"] in {"contains_microbe", "belongs_to", "includes"}
        ]
        crossing += bool(crossings)
        assert all(edge["extrapolated"] and "Extrapolated:" in edge["sentence"] for edge in crossings)
        assert path["extrapolated"] is any(edge["extrapolated"] for edge in path["edges"])
        assert path["extrapolated"] is ("Extrapolated:" in path["summary"])
        assert not jumps(path["edges"])
    assert crossing > 50


async def test_strain_result_is_extrapolated_to_its_species(client: httpx.AsyncClient) -> None:
    query = {"from": "microbes/lacticaseibacillus-rhamnosus", "to": "mechanisms/inflammation"}
    (path, *_) = (await answer(client, "/v1/paths", **query))["paths"]
    assert path["edges"][0]["relation"] == "includes"
    assert path["extrapolated"] is True
    assert "may not hold for another strain, the species" in path["summary"]


def test_the_nodes_are_there_with_their_cautions(answers: dict[Pair, JSON], graph: JSON) -> None:
    nodes = {node["id"]: node for node in graph["nodes"]}
    for (source, target), data in answers.items():
        met = [edge[end] for path in data["paths"] for edge in path["edges"] for end in ("source", "target")]
        assert {node["id"] for node in data["nodes"]} == {source, target, *met}
        assert data["nodes"] == [nodes[node["id"]] for node in data["nodes"]]


def test_cautions_are_not_path_edges(answers: dict[Pair, JSON]) -> None:
    assert {edge["severity"] for path in chains(answers) for edge in path["edges"]} == {None}


async def test_smaller_limit_returns_the_first_paths(
    client: httpx.AsyncClient, answers: dict[Pair, JSON]
) -> None:
    (source, target), data = max(answers.items(), key=lambda item: len(item[1]["paths"]))
    for limit in (1, 3, 7):
        query = {"from": source, "to": target, "limit": limit}
        assert (await answer(client, "/v1/paths", **query))["paths"] == data["paths"][:limit]
    usual = await answer(client, "/v1/paths", **{"from": source, "to": target})
    assert usual["paths"] == data["paths"][:5]


def test_result_with_paths_has_no_note(answers: dict[Pair, JSON]) -> None:
    for data in answers.values():
        assert (data["note"] is None) is bool(data["paths"])
        assert data["complete"] is True


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("outcomes/bone-loss", "food-sources/kefir", "some run the other way"),
        ("outcomes/bone-loss", "nutrients/sodium", "No chain of up to 6 steps is known here"),
        ("cautions/warfarin-natto", "food-sources/natto", "No chain of up to 6 steps is known here"),
        ("food-sources/kefir", "food-sources/kefir", "a chain needs two"),
        ("terms/probiotic", "outcomes/bone-loss", "terms/probiotic is an entry, but no node"),
        ("outcomes/bone-loss", "sources/abrams-2005-inulin", "sources/abrams-2005-inulin is an entry"),
    ],
)
async def test_no_path_gives_a_note(client: httpx.AsyncClient, source: str, target: str, said: str) -> None:
    data = await answer(client, "/v1/paths", **{"from": source, "to": target})
    assert data["paths"] == []
    assert said in data["note"]
    ends = {end for end in (source, target) if end.startswith((*STEP_KINDS, "cautions"))}
    assert {node["id"] for node in data["nodes"]} == ends


@pytest.mark.parametrize(
    ("query", "where", "near"),
    [
        (
            {"from": "food-sources/kefr", "to": "outcomes/bone-los"},
            ["query.from", "query.to"],
            {"food-sources/kefir", "outcomes/bone-loss"},
        ),
        ({"from": "kefir", "to": "outcomes/bone-loss"}, ["query.from"], {"food-sources/kefir"}),
        ({"from": "food-sources/kefir"}, ["query.to"], set()),
        ({"from": "food-sources/kefir", "to": "outcomes/bone-loss", "limit": "21"}, ["query.limit"], set()),
        (
            {"from": "food-sources/kefir", "to": "outcomes/bone-loss", "limits": "2"},
            ["query.limits"],
            {"limit"},
        ),
    ],
)
async def test_both_invalid_ends_are_reported(
    client: httpx.AsyncClient, query: JSON, where: list[str], near: set[str]
) -> None:
    response = await client.get("/v1/paths", params=query)
    assert response.status_code == (404 if "query.from" in where else 422)
    problem = response.json()
    assert [error["where"] for error in problem["errors"]] == where
    assert near <= set(problem["did_you_mean"])
