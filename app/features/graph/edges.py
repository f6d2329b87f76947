"""From entries to edges: what they hold, what they may act on, and what they are warned of."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.catalog.catalog import Catalog
from app.core.references import Reference, iter_references
from app.features.claim_evidence.extrapolation import extrapolation
from app.features.claim_evidence.microbe_finder import finder_of
from app.features.claim_evidence.studies import Study, studies_of
from app.features.graph.edge_sentences import ACROSS, acting, composed, warning
from app.features.graph.schemas import GraphEdge, GraphNode
from app.kinds.claims.schemas import Claim
from app.schemas.entries import Effect, Entry, OutcomeEffect
from app.vocabulary.content import Relation
from app.vocabulary.food import Rank
from app.vocabulary.grading import EvidenceBase, Scope, SeenIn
from app.vocabulary.graph import EdgeBasis
from app.vocabulary.safety import Severity

Nodes = Mapping[str, GraphNode]

AS_WRITTEN = frozenset(
    {Relation.CONTAINS_MICROBE, Relation.CONTAINS_COMPOUND, Relation.BELONGS_TO, Relation.USES}
)
"""References that read from their holder to what they name."""

TURNED_ROUND = {
    Relation.PROVIDED_BY: Relation.PROVIDES,
    Relation.MADE_BY: Relation.MAKES,
    Relation.MADE_FROM: Relation.TURNED_INTO,
}
"""References that stand at the other end, and what the edge from there is called."""

SEEN_IN = {
    EvidenceBase.HUMAN: SeenIn.PEOPLE,
    EvidenceBase.ANIMAL: SeenIn.ANIMALS,
    EvidenceBase.IN_VITRO: SeenIn.CELLS,
}
PEOPLE_KINDS = frozenset({"conditions", "medicines"})


def edges_of(catalog: Catalog, nodes: Nodes) -> Iterator[GraphEdge]:
    """Yield every edge, entry by entry: composition, effects, then cautions."""
    for node in nodes.values():
        entry = catalog.entry(node.kind, node.slug)
        own = [getattr(entry, name) for name in type(entry).model_fields if name not in Entry.model_fields]
        for reference in (found for value in own for found in iter_references(value)):
            if reference.id in nodes:
                yield from _compositions(node, nodes[reference.id], reference.role)
        for value in own:
            for effect in value if isinstance(value, tuple) else ():
                if isinstance(effect, Effect):
                    yield _effect(catalog, node, nodes[effect.mechanism.id], Relation.ACTS_ON, effect.claim)
                elif isinstance(effect, OutcomeEffect):
                    yield _effect(catalog, node, nodes[effect.outcome.id], Relation.BEARS_ON, effect.claim)
        for caution in entry.cautions:
            yield _caution(nodes[f"cautions/{caution.slug}"], node, caution.severity)


def is_strain(node: GraphNode) -> bool:
    """Return whether a node is one strain of a microbe."""
    return node.group == Rank.STRAIN


def seen_in(studies: Sequence[Study]) -> tuple[SeenIn, ...]:
    """Return in whom studies were made; background and sources without data of their own tell nothing."""
    bases = {study.source.evidence_base for study in studies if study.tests}
    return tuple(group for base, group in SEEN_IN.items() if base in bases)


def _compositions(holder: GraphNode, named: GraphNode, role: Relation) -> Iterator[GraphEdge]:
    if role in TURNED_ROUND:
        yield _composition(named, holder, TURNED_ROUND[role])
    elif role in AS_WRITTEN:
        yield _composition(holder, named, role)
        if role is Relation.BELONGS_TO and is_strain(holder):
            yield _composition(named, holder, Relation.INCLUDES)


def _composition(source: GraphNode, target: GraphNode, relation: Relation) -> GraphEdge:
    extrapolated = is_strain(source) != is_strain(target) and relation is not Relation.MAKES
    return _edge(
        source,
        target,
        relation,
        basis=EdgeBasis.COMPOSITION,
        extrapolated=extrapolated,
        sentence=composed(relation, source, target, extrapolated=extrapolated),
    )


def _effect(
    catalog: Catalog, source: GraphNode, target: GraphNode, relation: Relation, reference: Reference
) -> GraphEdge:
    claim = catalog.entry("claims", reference.slug)
    if not isinstance(claim, Claim):
        raise TypeError(reference.id)
    studies = studies_of(catalog, claim)
    beyond = _beyond(catalog, claim, source, studies)
    edge = _edge(
        source,
        target,
        relation,
        id=f"{source.id}.{relation}.{target.id}.{claim.slug}",
        claim=reference,
        certainty=claim.certainty,
        direction=claim.direction,
        directness=claim.directness,
        seen_in=seen_in(studies),
        basis=claim.basis,
        extrapolated=beyond is not None,
    )
    return edge.model_copy(update={"sentence": acting(edge, source, target, beyond)})


def _beyond(catalog: Catalog, claim: Claim, source: GraphNode, studies: Sequence[Study]) -> str | None:
    """Return how an edge goes beyond what its claim tested, by the rule of the claim's evidence, or None."""
    told = extrapolation(claim, catalog.entry(source.kind, source.slug), studies, finder_of(catalog))
    if told is None and claim.scope is Scope.STRAIN and not is_strain(source):
        return ACROSS
    return told


def _caution(caution: GraphNode, target: GraphNode, severity: Severity) -> GraphEdge:
    relation = Relation.CONCERNS if target.kind in PEOPLE_KINDS else Relation.WARNS_ABOUT
    sentence = warning(relation, caution, target, severity)
    return _edge(caution, target, relation, basis=None, severity=severity, sentence=sentence)


def _edge(source: GraphNode, target: GraphNode, relation: Relation, **more: Any) -> GraphEdge:
    """Return an edge that is no effect and no caution, but for what more is said of it."""
    plain = {
        "id": f"{source.id}.{relation}.{target.id}",
        "source": source.id,
        "target": target.id,
        "relation": relation,
        "claim": None,
        "certainty": None,
        "direction": None,
        "directness": None,
        "seen_in": (),
        "basis": None,
        "severity": None,
        "extrapolated": False,
        "sentence": "",
    }
    return GraphEdge.model_construct(**(plain | more))
