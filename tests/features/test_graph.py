"""The graph: every node has its cautions, every effect its grade, extrapolation is marked."""

from collections import Counter

import httpx
import pytest_asyncio
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from tests.features.reference_graph import (
    JSON,
    NODE_KINDS,
    answer,
    asking,
    compositions,
    effects,
    entries,
    graph_with_cautions,
    is_strain,
    key,
    names_who_was_studied,
)

SEEN_IN = {"human": "people", "animal": "animals", "in_vitro": "cells"}
PEOPLE = ("conditions/", "medicines/")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def graph(catalog: Catalog, engine: Engine) -> JSON:
    async with asking(catalog, engine) as client:
        return await graph_with_cautions(client)


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
        assert (node["kind"], node["name"]) == (entry["kind"], entry["name"])
        assert f"/v1/{node['id']}" == entry["href"]


def test_every_node_has_all_cautions_of_its_entry(graph: JSON, records: dict[str, JSON]) -> None:
    shown = 0
    for node in graph["nodes"]:
        wanted = records[node["id"]]["cautions"]
        assert node["cautions"] == [{part: line[part] for part in ("slug", "severity")} for line in wanted]
        shown += len(wanted)
    assert shown > 500


def test_edges_are_between_nodes_and_have_names_of_their_own(graph: JSON) -> None:
    ids = {node["id"] for node in graph["nodes"]}
    assert all({edge["source"], edge["target"]} <= ids for edge in graph["edges"])
    assert max(Counter(edge["id"] for edge in graph["edges"]).values()) == 1


def test_the_effects_are_those_that_the_entries_state(graph: JSON, records: dict[str, JSON]) -> None:
    found = edges_with(graph, "acts_on", "bears_on")
    drawn = [(edge["source"], edge["relation"], edge["target"], f"claims/{edge['claim']}") for edge in found]
    assert sorted(drawn) == sorted(set(effects(records)))
    assert len(drawn) > 50


def test_every_effect_is_graded_as_its_claim(graph: JSON, evidence: dict[str, JSON]) -> None:
    for edge in edges_with(graph, "acts_on", "bears_on"):
        claim = evidence[f"claims/{edge['claim']}"]
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


def test_composition_sentences(graph: JSON) -> None:
    sentences = {edge["id"]: edge["sentence"] for edge in graph["edges"]}
    assert (
        sentences["food-sources/kefir.contains_microbe.microbes/lentilactobacillus-kefiri"]
        == "The food Kefir contains the species Lentilactobacillus kefiri."
    )
    assert (
        sentences["compounds/fructans.turned_into.compounds/short-chain-fatty-acids"]
        == "The compound Fructans can be turned into the compound Short-chain fatty acids."
    )


def test_edges_between_strain_and_species_are_marked_extrapolated(
    graph: JSON, records: dict[str, JSON]
) -> None:
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


async def test_untested_subject_is_extrapolated(
    client: httpx.AsyncClient, graph: JSON, records: dict[str, JSON], evidence: dict[str, JSON]
) -> None:
    """The same as the evidence of the claim says, and whenever a claim on strains is about another thing."""
    seen = Counter[bool]()
    for edge in edges_with(graph, "acts_on", "bears_on"):
        claim = evidence[f"claims/{edge['claim']}"]
        table = await answer(client, f"{claim['href']}/evidence", subject=edge["source"])
        widened = claim["scope"] == "strain" and not is_strain(records, edge["source"])
        assert edge["extrapolated"] is (table["extrapolated"] or widened), edge["id"]
        assert (table["extrapolation"] or "") in edge["sentence"]
        seen[edge["extrapolated"]] += 1
    assert min(seen[True], seen[False]) > 10


def test_extrapolated_edges_say_so(graph: JSON) -> None:
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


async def test_json_has_every_edge_with_what_a_drawing_needs(client: httpx.AsyncClient, graph: JSON) -> None:
    lean = await answer(client, "/v1/graph")
    assert lean["nodes"] == graph["nodes"]
    for name, held in (("effects", "certainty"), ("compositions", "basis")):
        wanted = [
            edge for edge in graph["edges"] if edge[held] and (held == "certainty" or not edge["certainty"])
        ]
        assert len(lean[name]) == len(wanted) > 50
        for edge, whole in zip(lean[name], wanted, strict=True):
            assert edge.items() <= whole.items()
    ties = {
        (f"cautions/{caution['slug']}", node["id"]) for node in lean["nodes"] for caution in node["cautions"]
    }
    assert ties == {(edge["source"], edge["target"]) for edge in edges_with(graph, "warns_about", "concerns")}
