"""Derive edges from entries: composition, effects and cautions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.catalog.catalog import Catalog
from app.core.references import PERSONAL_KINDS, Reference, iter_references
from app.features.claim_evidence.extrapolation import extrapolation
from app.features.claim_evidence.microbe_finder import finder_of
from app.features.claim_evidence.studies import Study, studies_of
from app.features.graph.edge_sentences import STRAIN_SPECIFIC, caution_text, composition_text, effect_text
from app.features.graph.schemas import GraphEdge, GraphNode
from app.kinds.claims import Claim
from app.schemas.entries import Effect, Entry, OutcomeEffect
from app.vocabulary.content import Relation
from app.vocabulary.food import Rank
from app.vocabulary.grading import EvidenceBase, Scope, SeenIn
from app.vocabulary.graph import EdgeBasis
from app.vocabulary.safety import Severity

NodesById = Mapping[str, GraphNode]

FORWARD_RELATIONS = frozenset(
    {Relation.CONTAINS_MICROBE, Relation.CONTAINS_COMPOUND, Relation.BELONGS_TO, Relation.USES}
)
"""Relations of references that become an edge from the entry to the referenced one."""

INVERSE_RELATIONS = {
    Relation.PROVIDED_BY: Relation.PROVIDES,
    Relation.MADE_BY: Relation.MAKES,
    Relation.MADE_FROM: Relation.TURNED_INTO,
}
"""Relations of references that become an edge in the opposite direction, with its relation."""

SEEN_IN = {
    EvidenceBase.HUMAN: SeenIn.PEOPLE,
    EvidenceBase.ANIMAL: SeenIn.ANIMALS,
    EvidenceBase.IN_VITRO: SeenIn.CELLS,
}


def edges_of(catalog: Catalog, nodes: NodesById) -> Iterator[GraphEdge]:
    """Yield every edge, entry by entry: composition, effects, then cautions."""
    for node in nodes.values():
        entry = catalog.entry(node.kind, node.slug)
        values = [getattr(entry, name) for name in type(entry).model_fields if name not in Entry.model_fields]
        for reference in (found for value in values for found in iter_references(value)):
            if reference.id in nodes:
                yield from _compositions(node, nodes[reference.id], reference.relation)
        for value in values:
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
    """Return the populations studied.

    Background studies, and sources that do not say whom they studied, do not count.
    """
    bases = {study.source.evidence_base for study in studies if study.tests}
    return tuple(group for base, group in SEEN_IN.items() if base in bases)


def _compositions(owner: GraphNode, named: GraphNode, relation: Relation) -> Iterator[GraphEdge]:
    if relation in INVERSE_RELATIONS:
        yield _composition(named, owner, INVERSE_RELATIONS[relation])
    elif relation in FORWARD_RELATIONS:
        yield _composition(owner, named, relation)
        if relation is Relation.BELONGS_TO and is_strain(owner):
            yield _composition(named, owner, Relation.INCLUDES)


def _composition(source: GraphNode, target: GraphNode, relation: Relation) -> GraphEdge:
    extrapolated = is_strain(source) != is_strain(target) and relation is not Relation.MAKES
    return _edge(
        source,
        target,
        relation,
        basis=EdgeBasis.COMPOSITION,
        extrapolated=extrapolated,
        sentence=composition_text(relation, source, target, extrapolated=extrapolated),
    )


def _effect(
    catalog: Catalog, source: GraphNode, target: GraphNode, relation: Relation, reference: Reference
) -> GraphEdge:
    claim = catalog.entry("claims", reference.slug)
    if not isinstance(claim, Claim):
        raise TypeError(reference.id)
    studies = studies_of(catalog, claim)
    extrapolated_from = _extrapolation(catalog, claim, source, studies)
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
        retracted=tuple(study.source.slug for study in studies if study.is_retracted),
        basis=claim.basis,
        extrapolated=extrapolated_from is not None,
    )
    return edge.model_copy(update={"sentence": effect_text(edge, source, target, extrapolated_from)})


def _extrapolation(catalog: Catalog, claim: Claim, source: GraphNode, studies: Sequence[Study]) -> str | None:
    """Return the sentence on the extrapolation of an edge, by the rule of the claim's evidence, or None."""
    sentence = extrapolation(claim, catalog.entry(source.kind, source.slug), studies, finder_of(catalog))
    if sentence is None and claim.scope is Scope.STRAIN and not is_strain(source):
        return STRAIN_SPECIFIC
    return sentence


def _caution(caution: GraphNode, target: GraphNode, severity: Severity) -> GraphEdge:
    relation = Relation.CONCERNS if target.kind in PERSONAL_KINDS else Relation.WARNS_ABOUT
    sentence = caution_text(relation, caution, target, severity)
    return _edge(caution, target, relation, basis=None, severity=severity, sentence=sentence)


def _edge(source: GraphNode, target: GraphNode, relation: Relation, **fields: Any) -> GraphEdge:
    """Return an edge; fields not given are null or empty."""
    defaults = {
        "id": f"{source.id}.{relation}.{target.id}",
        "source": source.id,
        "target": target.id,
        "relation": relation,
        "claim": None,
        "certainty": None,
        "direction": None,
        "directness": None,
        "seen_in": (),
        "retracted": (),
        "basis": None,
        "severity": None,
        "extrapolated": False,
        "sentence": "",
    }
    return GraphEdge.model_construct(**(defaults | fields))
