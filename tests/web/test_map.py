"""The map: chart, table and graph agree, and the URL holds its state."""

from collections import Counter

import httpx
import pytest

from tests.features.reference_graph import graph_with_cautions
from tests.web.html_parser import Element, read

KEFIR_TO_BONE = {"from": "food-sources/kefir", "to": "outcomes/bone-loss"}


SHOWN = {"benefit": "better", "no_effect": "same", "harm": "worse", "mixed": "mixed"}


async def map_of(client: httpx.AsyncClient, **choices: str) -> Element:
    """Return the page of the map for choices."""
    answer = await client.get("/map", params={name.strip("_"): value for name, value in choices.items()})
    assert answer.status_code == 200
    return read(answer.text)


def ids(page: Element, **attributes: str) -> list[str]:
    """Return the ids of the drawn elements with these attributes."""
    return [one.attributes["data-id"] for one in page.all("g", **attributes)]


async def test_map_has_every_node_and_edge_of_the_graph(
    client: httpx.AsyncClient,
) -> None:
    graph = await graph_with_cautions(client)
    page = await map_of(client, show="all")
    assert Counter(ids(page, class_="node")) == Counter(node["id"] for node in graph["nodes"])
    assert Counter(ids(page, class_="edge")) == Counter(edge["id"] for edge in graph["edges"])
    rows = {row.attributes["data-edge"]: row.text for row in page.one("tbody").all("tr")}
    assert rows.keys() == {edge["id"] for edge in graph["edges"]}
    names = {node["id"]: node["name"] for node in graph["nodes"]}
    for edge in graph["edges"]:
        for text in (names[edge["source"]], names[edge["target"]], edge["sentence"]):
            assert " ".join(text.split()) in rows[edge["id"]]


async def test_map_edge_style_shows_direction_and_certainty(
    client: httpx.AsyncClient,
) -> None:
    graph = await graph_with_cautions(client)
    page = await map_of(client, show="all")
    drawn = {one.attributes["data-id"]: one.one("path").attributes for one in page.all("g", class_="edge")}
    widths: dict[str, set[str]] = {}
    for edge in graph["edges"]:
        classes = drawn[edge["id"]]["class"].split()
        if edge["severity"]:
            assert classes == ["wire", "wire-caution"]
        elif not edge["certainty"]:
            assert classes == ["wire", "wire-composition"]
        else:
            shown = SHOWN.get(edge["direction"], "none")
            if edge["certainty"] == "very_low" and shown != "mixed":
                shown = "none"
            assert {f"certainty-{edge['certainty']}", f"shown-{shown}"} < set(classes)
            solid = drawn[edge["id"]]["stroke-dasharray"] == "none"
            assert solid == (shown in {"better", "same", "worse"})
            widths.setdefault(edge["certainty"], set()).add(drawn[edge["id"]]["stroke-width"])
    assert all(len(width) == 1 for width in widths.values())
    ordered = [float(*widths[grade]) for grade in ("moderate", "low", "very_low")]
    assert ordered == sorted(ordered, reverse=True)
    assert len(set(ordered)) == 3


@pytest.mark.parametrize("food", ["", "food-sources/kefir"])
async def test_map_chain_equals_paths_response(client: httpx.AsyncClient, food: str) -> None:
    paths = (await client.get("/v1/paths", params=KEFIR_TO_BONE)).json()["data"]["paths"]
    page = await map_of(client, from_=KEFIR_TO_BONE["from"], to=KEFIR_TO_BONE["to"], food=food)
    expected = {edge["id"] for path in paths for edge in path["edges"]}
    assert expected
    traced = [one for one in page.all("g", class_="traced") if one.has({"class_": "edge"})]
    assert {one.attributes["data-id"] for one in traced} == expected
    chains = list(page.all("article", class_="chain"))
    assert [[step.attributes["data-edge"] for step in chain.all("li")] for chain in chains] == [
        [edge["id"] for edge in path["edges"]] for path in paths
    ]
    for chain, path in zip(chains, paths, strict=True):
        assert path["summary"] in chain.text
    shown = next(page.one("section", id="chains").all("ul", class_="sentences")).text
    kefir = (await client.get("/v1/food-sources/kefir")).json()["data"]
    assert all(line["sentence"] in shown for line in kefir["cautions"])


async def test_map_of_a_food_has_its_effects_and_cautions(client: httpx.AsyncClient) -> None:
    graph = await graph_with_cautions(client)
    page = await map_of(client, food="food-sources/kefir", show="all")
    shown = set(ids(page, class_="node"))
    assert {"food-sources/kefir", "outcomes/bone-loss", "cautions/milk-allergy"} < shown
    assert "food-sources/natto" not in shown
    for edge in graph["edges"]:
        if edge["severity"] and edge["target"] in shown:
            assert edge["source"] in shown
    inner = {edge["id"] for edge in graph["edges"] if {edge["source"], edge["target"]} <= shown}
    assert set(ids(page, class_="edge")) == inner


async def test_map_svg_equals_the_map_page(client: httpx.AsyncClient) -> None:
    choices = {"food": "food-sources/kefir", **KEFIR_TO_BONE}
    answer = await client.get("/map.svg", params=choices)
    assert answer.headers["content-type"] == "image/svg+xml"
    page = await map_of(client, food=choices["food"], from_=choices["from"], to=choices["to"])
    alone = read(answer.text)
    for sort in ("node", "edge", "traced"):
        assert ids(alone, class_=sort) == ids(page, class_=sort)
    link = next(page.all("a", download="gutbone-map.svg")).attributes["href"]
    assert (await client.get(link)).text == answer.text


@pytest.mark.parametrize("choice", ["food-sources/keffir", "<script>", "x" * 300, "\u202efood-sources/kefir"])
async def test_map_with_unknown_node_gives_422(client: httpx.AsyncClient, choice: str) -> None:
    answer = await client.get("/map", params={"food": choice})
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    page = read(answer.text)
    assert "choose from the lists" in page.one("p", role="alert").text
    assert not [one for one in page.all("script") if "src" not in one.attributes]


async def test_map_starts_with_effects_alone_and_small(client: httpx.AsyncClient) -> None:
    graph = (await client.get("/v1/graph")).json()["data"]
    answer = await client.get("/map")
    assert len(answer.content) <= 150_000
    page = read(answer.text)
    shown = set(ids(page, class_="node"))
    assert 40 < len(shown) <= 60
    assert shown == {end for edge in graph["effects"] for end in (edge["source"], edge["target"])}
