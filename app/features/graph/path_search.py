"""Chains from one node to another, best first: surer, then shorter, then fewer extrapolations.

The search asks for each grade in turn, from the surest down, for chains whose weakest step has
just this grade. Within a grade it always goes on from the chain that can still turn out best, so
it stops as soon as it has enough, and it never looks at more than `MAX_VISITED` edges.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from app.features.graph.edge_sentences import spoken, summary
from app.features.graph.knowledge_graph import Adjacency, KnowledgeGraph, outside
from app.features.graph.schemas import MAX_EDGES, GraphEdge, GraphNode, Path, Paths
from app.schemas.grading import CERTAINTY_RANK
from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty, SeenIn

MAX_VISITED = 20_000
"""Edges looked at before a search gives up and says so."""

Chain = tuple[GraphEdge, ...]


@dataclass
class Search:
    """Chains that were found, best first, and how many edges were looked at for them."""

    limit: int
    chains: list[Chain] = field(default_factory=list)
    visited: int = 0

    @property
    def complete(self) -> bool:
        """Return whether the search came to its end."""
        return self.visited <= MAX_VISITED

    @property
    def over(self) -> bool:
        """Return whether there is enough, or has been enough work."""
        return len(self.chains) >= self.limit or not self.complete


def paths_of(network: KnowledgeGraph, source: str, target: str, limit: int) -> Paths:
    """Return the best chains between two entries, or why there is none."""
    missing = [key for key in (source, target) if key not in network.nodes]
    if missing:
        return Paths(
            paths=(), nodes=_shown(network, (source, target), ()), complete=True, note=outside(missing[0])
        )
    search = find(network.steps, source, target, limit)
    note = None if search.chains else _why_none(network, source, target, search)
    return Paths.model_construct(
        paths=tuple(_path(network, chain) for chain in search.chains),
        nodes=_shown(network, (source, target), search.chains),
        complete=search.complete,
        note=note,
    )


def find(steps: Adjacency, source: str, target: str, limit: int) -> Search:
    """Return up to `limit` chains of up to MAX_EDGES steps, best first."""
    search = Search(limit)
    left = _steps_left(steps, target, Certainty.NOT_GRADED, search)
    if source == target or (source, False) not in left:
        return search
    for grade in Certainty:
        if not search.over:
            _find_graded(steps, source, target, grade, search)
    return search


def weakest(chain: Iterable[GraphEdge]) -> Certainty:
    """Return the certainty of the weakest edge of effect; not graded where there is none."""
    grades = [edge.certainty for edge in chain if edge.certainty]
    return min(grades, key=CERTAINTY_RANK.__getitem__, default=Certainty.NOT_GRADED)


def _find_graded(steps: Adjacency, source: str, target: str, grade: Certainty, search: Search) -> None:
    """Add the chains of just this grade, the shortest first, until there are enough."""
    left = _steps_left(steps, target, grade, search)
    lacking = grade is not Certainty.NOT_GRADED  # any other grade needs an edge of effect
    # (length it must at least come to, extrapolations so far, edges): the order of chains in the answer.
    waiting: list[tuple[int, int, tuple[str, ...], Chain]] = []
    if (source, lacking) in left:
        waiting.append((left[source, lacking], 0, (), ()))
    while waiting and not search.over:
        _, extrapolations, ids, chain = heappop(waiting)
        here = chain[-1].target if chain else source
        if here == target:
            if weakest(chain) is grade:
                search.chains.append(chain)
            continue
        been = {source, *(edge.target for edge in chain)}
        lacks = lacking and not any(edge.certainty for edge in chain)
        for edge in steps.onward.get(here, ()):
            search.visited += 1
            length = len(chain) + 1 + left.get((edge.target, lacks and not edge.certainty), MAX_EDGES)
            if (
                length <= MAX_EDGES
                and edge.target not in been
                and allowed(edge, grade)
                and follows(chain, edge)
            ):
                more = (length, extrapolations + edge.extrapolated, (*ids, edge.id), (*chain, edge))
                heappush(waiting, more)


def follows(chain: Chain, edge: GraphEdge) -> bool:
    """Return whether an edge may follow a chain: never from one strain by its species to another strain."""
    return not (chain and chain[-1].relation is Relation.BELONGS_TO and edge.relation is Relation.INCLUDES)


def allowed(edge: GraphEdge, grade: Certainty) -> bool:
    """Return whether an edge may be in a chain of this grade: no edge of effect is below it."""
    return edge.certainty is None or CERTAINTY_RANK[edge.certainty] >= CERTAINTY_RANK[grade]


def _steps_left(
    steps: Adjacency, target: str, grade: Certainty, search: Search
) -> Mapping[tuple[str, bool], int]:
    """Return the fewest steps to the target from every node that leads there, no step below the grade.

    Counted twice for each node: by any way, and (True) by a way that has an edge of effect.
    """
    left = {(target, False): 0}
    border = [(target, False)]
    for distance in range(1, MAX_EDGES + 1):
        reached: dict[tuple[str, bool], int] = {}
        for key, has in border:
            for edge in steps.backward.get(key, ()):
                search.visited += 1
                if allowed(edge, grade):
                    reached[edge.source, has] = distance
                    reached[edge.source, has or edge.certainty is not None] = distance
        border = [state for state in reached if state not in left]
        left |= {state: reached[state] for state in border}
    return left


def _path(network: KnowledgeGraph, chain: Chain) -> Path:
    certainty = weakest(chain)
    ends = network.nodes[chain[0].source], network.nodes[chain[-1].target]
    seen = {group for edge in chain for group in edge.seen_in}
    return Path.model_construct(
        certainty=certainty,
        summary=summary(chain, *ends, certainty),
        edges=chain,
        studied_in=tuple(group for group in SeenIn if group in seen),
        extrapolated=any(edge.extrapolated for edge in chain),
    )


def _shown(network: KnowledgeGraph, ends: Iterable[str], chains: Iterable[Chain]) -> tuple[GraphNode, ...]:
    """Return both ends and every node of the chains, once each, as far as they are nodes."""
    met: Iterator[str] = (key for chain in chains for edge in chain for key in (edge.source, edge.target))
    keys = dict.fromkeys((*ends, *met))
    return tuple(network.nodes[key] for key in keys if key in network.nodes)


def _why_none(network: KnowledgeGraph, source: str, target: str, search: Search) -> str:
    start, end = spoken(network.nodes[source]), spoken(network.nodes[target])
    if source == target:
        return f"{start} is one node: a chain needs two."
    if not search.complete:
        return "The search stopped at its limit of work before it found a chain."
    told = f"No chain of up to {MAX_EDGES} steps is known here from {start} to {end}."
    if find(network.steps, target, source, 1).chains:
        told += f" Chains run one way, and some run the other way, from {end} to {start}."
    return f"{told} That does not mean that the one has nothing to do with the other."
