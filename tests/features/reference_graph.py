"""Reference data for the graph and its paths, from other endpoints."""

from collections.abc import Iterable, Iterator
from typing import Any

import httpx
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from tests.conftest import make_app

JSON = dict[str, Any]

NODE_KINDS = (
    *("food-sources", "prebiotics", "bone-foods", "supplements", "activities", "lifestyle-tips", "microbes"),
    *("compounds", "nutrients", "mechanisms", "outcomes", "cautions", "conditions", "medicines"),
)
STEP_KINDS = NODE_KINDS[:11]
GRADES = ["high", "moderate", "low", "very_low", "not_graded"]
"""From the surest down."""

STUDIED = ("people", "animals", "cells", "no study")


def asking(catalog: Catalog, engine: Engine) -> httpx.AsyncClient:
    """Return a client of an application that serves a catalog, for fixtures that outlive one test."""
    transport = httpx.ASGITransport(app=make_app(catalog, engine))
    return httpx.AsyncClient(transport=transport, base_url="http://gutbone.test")


async def answer(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    """Return the data of an answer that must succeed."""
    response = await client.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()["data"]


ABSENT: JSON = dict.fromkeys(("claim", "certainty", "direction", "directness", "basis", "severity"))
"""What the files leave out of an edge, as JSON has it."""


async def graph_with_cautions(client: httpx.AsyncClient, **query: Any) -> JSON:
    """Return nodes and all edges, those of cautions too, as the file for Cytoscape has them."""
    response = await client.get("/v1/graph.cyjs", params=query)
    assert response.status_code == 200, response.text
    elements = response.json()["elements"]
    nodes = [{"group": None} | without(element["data"], "label", "value") for element in elements["nodes"]]
    edges = [ABSENT | without(element["data"], "label", "key") for element in elements["edges"]]
    return {"nodes": nodes, "edges": edges}


def without(fields: JSON, *names: str) -> JSON:
    """Return fields without some."""
    return {name: value for name, value in fields.items() if name not in names}


async def entries(client: httpx.AsyncClient, kinds: Iterable[str]) -> dict[str, JSON]:
    """Return every entry of these kinds by `<kind>/<slug>`, through the pages of their lists."""
    found: dict[str, JSON] = {}
    for kind in kinds:
        query: JSON = {"limit": 100}
        while True:
            page = (await client.get(f"/v1/{kind}", params=query)).json()
            found |= {f"{kind}/{entry['slug']}": entry for entry in page["data"]}
            if page["page"]["next"] is None:
                break
            query["cursor"] = page["page"]["next"]
    return found


def key(reference: JSON) -> str:
    """Return `<kind>/<slug>` of a reference."""
    return f"{reference['kind']}/{reference['slug']}"


def effects(records: dict[str, JSON]) -> Iterator[tuple[str, str, str, str]]:
    """Yield every effect that an entry states: source, relation, target, claim."""
    for source, entry in records.items():
        for field, part, relation in (
            ("mechanisms", "mechanism", "acts_on"),
            ("outcomes", "outcome", "bears_on"),
        ):
            for effect in entry.get(field, ()):
                yield source, relation, key(effect[part]), key(effect["claim"])


def compositions(records: dict[str, JSON]) -> Iterator[tuple[str, str, str]]:
    """Yield what the entries state of what is in what: source, relation, target."""
    for holder, entry in records.items():
        match holder.partition("/")[0]:
            case "food-sources" | "prebiotics" | "bone-foods" | "supplements":
                yield from _contents(holder, entry)
                yield from ((holder, "belongs_to", key(group)) for group in entry.get("broader", ()))
            case "nutrients":
                yield from ((key(food), "provides", holder) for food in entry["foods"])
            case "compounds":
                yield from ((key(other), "turned_into", holder) for other in entry["made_from"])
                yield from ((key(maker["microbe"]), "makes", holder) for maker in entry["made_by"])
                yield from ((holder, "belongs_to", key(group)) for group in entry["belongs_to"])
            case "microbes":
                yield from ((holder, "belongs_to", key(group)) for group in entry["belongs_to"])
                if entry["rank"] == "strain":
                    yield from ((key(group), "includes", holder) for group in entry["belongs_to"])
            case "conditions" | "medicines":
                yield from ((holder, "belongs_to", key(group)) for group in entry["broader"])
            case "lifestyle-tips":
                yield from ((holder, "uses", key(used)) for used in entry["uses"])


def _contents(holder: str, entry: JSON) -> Iterator[tuple[str, str, str]]:
    for microbe in entry.get("microbes", ()):
        yield holder, "contains_microbe", key(microbe.get("microbe", microbe))
    for compound in entry.get("compounds", ()):
        named = compound.get("compound", compound)
        if named:
            yield holder, "contains_compound", key(named)


def is_strain(records: dict[str, JSON], node: str) -> bool:
    """Return whether an entry is one strain of a microbe."""
    return records[node].get("rank") == "strain"


def weakest(edges: Iterable[JSON]) -> str:
    """Return the grade of a chain by the rule of the contract."""
    grades = [edge["certainty"] for edge in edges if edge["certainty"] is not None]
    return max(grades, key=GRADES.index, default="not_graded")


def names_who_was_studied(sentence: str) -> bool:
    """Return whether a sentence says in whom something was studied, or that nobody was."""
    return any(group in sentence for group in (*STUDIED, "what experts agree on"))
