"""Path search between two nodes: best first by certainty, length and number of extrapolations.

For each grade, from the highest down, an A* search finds the paths whose weakest effect has exactly
this grade. It stops at the limit of paths, and after `MAX_VISITED` edges.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from app.features.graph.edge_sentences import noun_phrase, summary
from app.features.graph.knowledge_graph import Adjacency, KnowledgeGraph, not_a_node
from app.features.graph.schemas import MAX_EDGES, GraphEdge, GraphNode, Path, Paths
from app.schemas.grading import CERTAINTY_RANK
from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty, SeenIn

MAX_VISITED = 20_000
"""Edges visited before a search gives up and reports itself incomplete."""

Chain = tuple[GraphEdge, ...]


@dataclass
class Search:
    """State of a search: paths found, best first, and the number of edges visited."""

    limit: int
    chains: list[Chain] = field(default_factory=list)
    visited: int = 0

    @property
    def complete(self) -> bool:
        """Return whether the search ended within its limit of edges."""
        return self.visited <= MAX_VISITED

    @property
    def finished(self) -> bool:
        """Return whether enough paths were found, or too many edges were visited."""
        return len(self.chains) >= self.limit or not self.complete


def paths_of(graph: KnowledgeGraph, source: str, target: str, limit: int) -> Paths:
    """Return the best paths between two entries, or a note why there is none."""
    missing = [key for key in (source, target) if key not in graph.nodes]
    if missing:
        return Paths(
            paths=(),
            nodes=_path_nodes(graph, (source, target), ()),
            complete=True,
            note=not_a_node(missing[0]),
        )
    search = find_paths(graph.path_adjacency, source, target, limit)
    note = None if search.chains else _no_path_note(graph, source, target, search)
    return Paths.model_construct(
        paths=tuple(_path(graph, chain) for chain in search.chains),
        nodes=_path_nodes(graph, (source, target), search.chains),
        complete=search.complete,
        note=note,
    )


def find_paths(adjacency: Adjacency, source: str, target: str, limit: int) -> Search:
    """Return up to `limit` paths of up to MAX_EDGES edges, best first."""
    search = Search(limit)
    distances = _distances_to(adjacency, target, Certainty.NOT_GRADED, search)
    if source == target or (source, False) not in distances:
        return search
    for grade in Certainty:
        if not search.finished:
            _find_paths_of_grade(adjacency, source, target, grade, search)
    return search


def weakest_certainty(chain: Iterable[GraphEdge]) -> Certainty:
    """Return the certainty of the weakest effect edge; NOT_GRADED if there is none."""
    grades = [edge.certainty for edge in chain if edge.certainty]
    return min(grades, key=CERTAINTY_RANK.__getitem__, default=Certainty.NOT_GRADED)


def _find_paths_of_grade(
    adjacency: Adjacency, source: str, target: str, grade: Certainty, search: Search
) -> None:
    """Add the paths of exactly this grade, the shortest first, up to the limit."""
    distances = _distances_to(adjacency, target, grade, search)
    needs_effect = grade is not Certainty.NOT_GRADED  # any other grade needs an effect edge
    # Priority queue by (minimum total length, extrapolations, edge ids): the order of the result.
    queue: list[tuple[int, int, tuple[str, ...], Chain]] = []
    if (source, needs_effect) in distances:
        queue.append((distances[source, needs_effect], 0, (), ()))
    while queue and not search.finished:
        _, extrapolations, ids, chain = heappop(queue)
        current = chain[-1].target if chain else source
        if current == target:
            if weakest_certainty(chain) is grade:
                search.chains.append(chain)
            continue
        on_path = {source, *(edge.target for edge in chain)}
        no_effect = needs_effect and not any(edge.certainty for edge in chain)
        for edge in adjacency.outgoing.get(current, ()):
            search.visited += 1
            length = (
                len(chain) + 1 + distances.get((edge.target, no_effect and not edge.certainty), MAX_EDGES)
            )
            if (
                length <= MAX_EDGES
                and edge.target not in on_path
                and is_allowed(edge, grade)
                and may_follow(chain, edge)
            ):
                extended = (length, extrapolations + edge.extrapolated, (*ids, edge.id), (*chain, edge))
                heappush(queue, extended)


def may_follow(chain: Chain, edge: GraphEdge) -> bool:
    """Return whether an edge may extend a path; never from a strain via its species to another strain."""
    return not (chain and chain[-1].relation is Relation.BELONGS_TO and edge.relation is Relation.INCLUDES)


def is_allowed(edge: GraphEdge, grade: Certainty) -> bool:
    """Return whether an edge may be in a path of this grade: no effect may be below it."""
    return edge.certainty is None or CERTAINTY_RANK[edge.certainty] >= CERTAINTY_RANK[grade]


def _distances_to(
    adjacency: Adjacency, target: str, grade: Certainty, search: Search
) -> Mapping[tuple[str, bool], int]:
    """Return the distance to the target of every node that reaches it by edges of the grade or above.

    Keys are (node, has_effect): True for paths with at least one effect edge. This is the A* heuristic.
    """
    distances = {(target, False): 0}
    frontier = [(target, False)]
    for distance in range(1, MAX_EDGES + 1):
        reached: dict[tuple[str, bool], int] = {}
        for key, has in frontier:
            for edge in adjacency.incoming.get(key, ()):
                search.visited += 1
                if is_allowed(edge, grade):
                    reached[edge.source, has] = distance
                    reached[edge.source, has or edge.certainty is not None] = distance
        frontier = [state for state in reached if state not in distances]
        distances |= {state: reached[state] for state in frontier}
    return distances


def _path(graph: KnowledgeGraph, chain: Chain) -> Path:
    certainty = weakest_certainty(chain)
    ends = graph.nodes[chain[0].source], graph.nodes[chain[-1].target]
    seen = {group for edge in chain for group in edge.seen_in}
    return Path.model_construct(
        certainty=certainty,
        summary=summary(chain, *ends, certainty),
        edges=chain,
        studied_in=tuple(group for group in SeenIn if group in seen),
        extrapolated=any(edge.extrapolated for edge in chain),
    )


def _path_nodes(graph: KnowledgeGraph, ends: Iterable[str], chains: Iterable[Chain]) -> tuple[GraphNode, ...]:
    """Return both ends and all nodes of the paths, unique; ends that are no nodes are omitted."""
    path_keys: Iterator[str] = (
        key for chain in chains for edge in chain for key in (edge.source, edge.target)
    )
    keys = dict.fromkeys((*ends, *path_keys))
    return tuple(graph.nodes[key] for key in keys if key in graph.nodes)


def _no_path_note(graph: KnowledgeGraph, source: str, target: str, search: Search) -> str:
    start, end = noun_phrase(graph.nodes[source]), noun_phrase(graph.nodes[target])
    if source == target:
        return f"{start} is one node: a chain needs two."
    if not search.complete:
        return "The search stopped at its limit of work before it found a chain."
    text = f"No chain of up to {MAX_EDGES} steps is known here from {start} to {end}."
    if find_paths(graph.path_adjacency, target, source, 1).chains:
        text += f" Chains run one way, and some run the other way, from {end} to {start}."
    return f"{text} That does not mean that the one has nothing to do with the other."
