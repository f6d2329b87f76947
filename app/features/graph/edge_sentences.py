"""The sentences of edges and paths: who was studied, and no surer than the grade."""

from collections.abc import Sequence

from app.features.graph.schemas import GraphEdge, GraphNode
from app.vocabulary.content import Relation
from app.vocabulary.food import Rank
from app.vocabulary.grading import Basis, Certainty, Direction, Directness, SeenIn
from app.vocabulary.graph import EdgeBasis
from app.vocabulary.safety import Severity
from app.vocabulary.wording import composition_sentence, effect_sentence

SPOKEN = {
    "food-sources": "the food {}",
    "prebiotics": "the prebiotic food {}",
    "supplements": "the supplement class “{}”",
    "activities": "the activity “{}”",
    "lifestyle-tips": "the habit “{}”",
    "microbes": "the microbe {}",
    Rank.GROUP: "the microbe group {}",
    Rank.GENUS: "the genus {}",
    Rank.SPECIES: "the species {}",
    Rank.SUBSPECIES: "the subspecies {}",
    Rank.STRAIN: "the strain {}",
    "compounds": "the compound {}",
    "nutrients": "the nutrient {}",
    "mechanisms": "the mechanism “{}”",
    "outcomes": "the outcome “{}”",
    "cautions": "the caution “{}”",
    "conditions": "the condition {}",
    "medicines": "the medicine {}",
}
"""How a node of each kind, or rank, is named in a sentence: as one thing, so that verbs need no plural."""

STUDIED = {SeenIn.PEOPLE: "people", SeenIn.ANIMALS: "animals", SeenIn.CELLS: "cells or the laboratory"}
INDIRECT = "The evidence is indirect: carried over from other people, products or outcomes."
ACROSS = "A result for one strain may not hold for another strain, the species, a food or a product."
POINTS = {
    Direction.BENEFIT: "; the evidence points to a benefit",
    Direction.MIXED: "; the evidence points both ways",
    Direction.INSUFFICIENT: "; there is too little evidence to point anywhere",
}


def spoken(node: GraphNode) -> str:
    """Return a node as a sentence names it: `the strain Lacticaseibacillus rhamnosus GG`."""
    rank = node.group if node.kind == "microbes" and node.group in SPOKEN else node.kind
    return SPOKEN[rank].format(node.name)


def composed(relation: Relation, source: GraphNode, target: GraphNode, *, extrapolated: bool) -> str:
    """Return the sentence of an edge of composition."""
    holder = spoken(source)
    if source.kind == "supplements":
        holder = f"one product or another sold as “{source.name}”"
    told = composition_sentence(relation, holder, spoken(target))
    return _joined(told, _extrapolated(ACROSS) if extrapolated else "")


def acting(edge: GraphEdge, source: GraphNode, target: GraphNode, beyond: str | None) -> str:
    """Return the sentence of an edge of effect, with who was studied; `beyond`: how it goes beyond that."""
    certainty = edge.certainty or Certainty.NOT_GRADED
    denied = edge.direction is Direction.NO_EFFECT
    told = effect_sentence(certainty, edge.relation, spoken(source), spoken(target), denied=denied)
    return _joined(
        told + points(source, edge.direction, certainty),
        studied(edge),
        INDIRECT if edge.directness is Directness.INDIRECT else "",
        _extrapolated(beyond) if beyond else "",
    )


def points(source: GraphNode, direction: Direction | None, certainty: Certainty) -> str:
    """Return which way the evidence points; of a benefit or harm only where there is some certainty."""
    if direction in {Direction.BENEFIT, Direction.HARM} and certainty in {
        Certainty.VERY_LOW,
        Certainty.NOT_GRADED,
    }:
        return ""
    if direction is Direction.HARM:
        # No habit is advised for its harm: its claim is about what it asks to eat or do less.
        limited = " of what it asks to limit" if source.kind == "lifestyle-tips" else ""
        return f"; the evidence points to a harm{limited}"
    return POINTS.get(direction, "") if direction else ""


def studied(edge: GraphEdge) -> str:
    """Return who was studied for an edge of effect, or that no study was found."""
    if edge.seen_in:
        groups = " and in ".join(STUDIED[group] for group in edge.seen_in)
        return (
            f"Its claim was studied in {groups}{'' if SeenIn.PEOPLE in edge.seen_in else ', not in people'}."
        )
    if edge.basis is Basis.CONSENSUS:
        return "Its claim rests on what experts agree on; no study of its own was found."
    return "No study of its claim was found."


def warning(relation: Relation, caution: GraphNode, target: GraphNode, severity: Severity) -> str:
    """Return the sentence of an edge from a caution."""
    verb = "concerns" if relation is Relation.CONCERNS else "applies to"
    return _joined(f"{spoken(caution)} ({severity.label.lower()}) {verb} {spoken(target)}")


def summary(edges: Sequence[GraphEdge], source: GraphNode, target: GraphNode, certainty: Certainty) -> str:
    """Return a whole chain in words: what may be said at its grade, and who was studied for it."""
    effects = [(place, edge) for place, edge in enumerate(edges, 1) if edge.certainty]
    extrapolated = _beyond(edges)
    if not effects:
        told = f"from {spoken(source)} to {spoken(target)} this chain only says what is in what"
        nothing = "No step of it is an effect, so nothing is graded and there is no study to name."
        return _joined(told, nothing, extrapolated)
    told = effect_sentence(
        certainty,
        effects[-1][1].relation,
        spoken(source),
        spoken(target),
        denied=any(edge.direction is Direction.NO_EFFECT for _, edge in effects),
    )
    length = f" along this chain of {len(edges)} steps" if len(edges) > 1 else ""
    each = "Each step was graded on its own, never the whole chain." if len(effects) > 1 else ""
    return _joined(told + length, _studied_along(effects), each, extrapolated)


def _studied_along(effects: Sequence[tuple[int, GraphEdge]]) -> str:
    if all(SeenIn.PEOPLE in edge.seen_in for _, edge in effects):
        others = {group for _, edge in effects for group in edge.seen_in} - {SeenIn.PEOPLE}
        also = "".join(f", some of it in {STUDIED[group]} too" for group in SeenIn if group in others)
        return f"{'Every step' if len(effects) > 1 else 'The step'} of effect was studied in people{also}."
    told = [f"step {place}: {_groups(edge)}" for place, edge in effects]
    return f"Who was studied: {'; '.join(told)}."


def _groups(edge: GraphEdge) -> str:
    return " and ".join(STUDIED[group] for group in edge.seen_in) or "no study was found"


def _beyond(edges: Sequence[GraphEdge]) -> str:
    """Return which steps of a chain go beyond what was tested, and what that means for strains."""
    places = [str(place) for place, edge in enumerate(edges, 1) if edge.extrapolated]
    if not places:
        return ""
    steps = f"step {places[0]} goes" if len(places) == 1 else f"steps {' and '.join(places)} go"
    told = _extrapolated(f"{steps} beyond what was tested.")
    crossed = any(edge.extrapolated and edge.basis is EdgeBasis.COMPOSITION for edge in edges)
    return f"{told} {ACROSS}" if crossed else told


def _extrapolated(told: str) -> str:
    return f"Extrapolated: {told}"


def _joined(told: str, *more: str) -> str:
    return " ".join([f"{told[0].upper()}{told[1:]}.", *(sentence for sentence in more if sentence)])
