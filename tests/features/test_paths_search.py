"""Path search examines a bounded number of edges in any graph."""

import pytest

from app.catalog.catalog import Catalog
from app.features.graph.knowledge_graph import Adjacency, knowledge_graph_of
from app.features.graph.path_search import MAX_VISITED, find_paths
from app.features.graph.schemas import GraphEdge

pytestmark = pytest.mark.full_suite

LIMIT = 20


def test_path_search_of_any_pair_is_bounded(catalog: Catalog) -> None:
    """Counted in edges looked at, over all pairs there are."""
    graph = knowledge_graph_of(catalog)
    searches = [
        find_paths(graph.path_adjacency, source, target, LIMIT)
        for source in graph.nodes
        for target in graph.nodes
    ]
    assert len(searches) == len(graph.nodes) ** 2
    assert all(search.complete for search in searches)
    assert max(search.visited for search in searches) < MAX_VISITED / 5


def edge_between(source: str, target: str, certainty: str | None) -> GraphEdge:
    plain = dict.fromkeys(("claim", "direction", "directness", "severity"))
    return GraphEdge.model_validate(
        plain
        | {
            "id": f"{source}.{target}",
            "source": source,
            "target": target,
            "relation": "acts_on" if certainty else "contains_compound",
            "certainty": certainty,
            "seen_in": [],
            "retracted": [],
            "basis": "none" if certainty else "composition",
            "extrapolated": False,
            "sentence": "",
        }
    )


CROWD = [f"n{place}" for place in range(40)]


def crowded(certainty: str | None) -> list[GraphEdge]:
    """Return the densest graph of forty nodes: each tied to each, with millions of chains."""
    return [edge_between(one, other, certainty) for one in CROWD for other in CROWD if one != other]


@pytest.mark.parametrize("certainty", [None, "very_low"])
def test_limit_is_reached_early_in_dense_graph(certainty: str | None) -> None:
    edges = crowded(certainty)
    search = find_paths(Adjacency(edges), "n0", "n1", LIMIT)
    assert [len(chain) for chain in search.chains] == [1] + [2] * 19
    assert search.complete
    assert search.visited < 10 * len(edges)


@pytest.mark.parametrize("certainty", [None, "very_low"])
def test_path_search_stops_at_max_visited(certainty: str | None) -> None:
    """Every way out of the crowd leads through the gate, which every chain has passed already."""
    gate = [edge_between("start", "gate", "low"), edge_between("gate", "goal", "low")]
    gate += [edge_between(*ends, certainty) for node in CROWD for ends in (("gate", node), (node, "gate"))]
    edges = crowded(certainty) + gate
    search = find_paths(Adjacency(edges), "start", "goal", LIMIT)
    assert [[edge.target for edge in chain] for chain in search.chains] == [["gate", "goal"]]
    assert not search.complete
    assert search.visited <= MAX_VISITED + 2 * len(edges) + len(CROWD)


def test_graded_path_is_found_among_many_ungraded() -> None:
    edges = [*crowded(None), edge_between("n0", "effect", "low"), edge_between("effect", "n1", None)]
    search = find_paths(Adjacency(edges), "n0", "n1", 1)
    assert [edge.certainty for edge in search.chains[0]] == ["low", None]
    assert search.visited < 20 * len(edges)
