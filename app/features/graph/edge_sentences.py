"""Sentences of edges and paths: the effect worded by its grade, and who was studied."""

from collections.abc import Sequence

from app.features.graph.schemas import GraphEdge, GraphNode
from app.vocabulary.content import Relation
from app.vocabulary.food import Rank
from app.vocabulary.grading import Basis, Certainty, Direction, Directness, SeenIn
from app.vocabulary.graph import EdgeBasis
from app.vocabulary.safety import Severity
from app.vocabulary.wording import composition_sentence, effect_sentence

NOUN_PHRASES = {
    "food-sources": "the food {}",
    "prebiotics": "the prebiotic food {}",
    "bone-foods": "the food {}",
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
"""Noun phrase for a node by kind or rank, always singular so that verbs agree."""

POPULATIONS = {SeenIn.PEOPLE: "people", SeenIn.ANIMALS: "animals", SeenIn.CELLS: "cells or the laboratory"}
RETRACTED = "A study of its claim was retracted; it carries no grade."
INDIRECT = "The evidence is indirect: carried over from other people, products or outcomes."
STRAIN_SPECIFIC = "A result for one strain may not hold for another strain, the species, a food or a product."
DIRECTION_CLAUSES = {
    Direction.BENEFIT: "; the evidence points to a benefit",
    Direction.MIXED: "; the evidence points both ways",
    Direction.INSUFFICIENT: "; there is too little evidence to point anywhere",
}


def noun_phrase(node: GraphNode) -> str:
    """Return the noun phrase of a node: `the strain Lacticaseibacillus rhamnosus GG`."""
    rank = node.group if node.kind == "microbes" and node.group in NOUN_PHRASES else node.kind
    return NOUN_PHRASES[rank].format(node.name)


def composition_text(relation: Relation, source: GraphNode, target: GraphNode, *, extrapolated: bool) -> str:
    """Return the sentence of a composition edge."""
    holder = noun_phrase(source)
    if source.kind == "supplements":
        holder = f"one product or another sold as “{source.name}”"
    text = composition_sentence(relation, holder, noun_phrase(target))
    return _sentences(text, _extrapolation(STRAIN_SPECIFIC) if extrapolated else "")


def effect_text(edge: GraphEdge, source: GraphNode, target: GraphNode, beyond: str | None) -> str:
    """Return the sentence of an effect edge; `beyond` is the sentence on its extrapolation."""
    certainty = edge.certainty or Certainty.NOT_GRADED
    denied = edge.direction is Direction.NO_EFFECT
    text = effect_sentence(certainty, edge.relation, noun_phrase(source), noun_phrase(target), denied=denied)
    return _sentences(
        text + direction_clause(source, edge.direction, certainty),
        studied(edge),
        RETRACTED if edge.retracted else "",
        INDIRECT if edge.directness is Directness.INDIRECT else "",
        _extrapolation(beyond) if beyond else "",
    )


def direction_clause(source: GraphNode, direction: Direction | None, certainty: Certainty) -> str:
    """Return the clause on the direction of evidence; benefit and harm only above very low certainty."""
    if direction in {Direction.BENEFIT, Direction.HARM} and certainty in {
        Certainty.VERY_LOW,
        Certainty.NOT_GRADED,
    }:
        return ""
    if direction is Direction.HARM:
        # A habit is never advised for its harm; its claim is about what it limits.
        limited = " of what it asks to limit" if source.kind == "lifestyle-tips" else ""
        return f"; the evidence points to a harm{limited}"
    return DIRECTION_CLAUSES.get(direction, "") if direction else ""


def studied(edge: GraphEdge) -> str:
    """Return the sentence on who was studied for an effect edge, if anyone."""
    if edge.seen_in:
        groups = " and in ".join(POPULATIONS[group] for group in edge.seen_in)
        return (
            f"Its claim was studied in {groups}{'' if SeenIn.PEOPLE in edge.seen_in else ', not in people'}."
        )
    if edge.basis is Basis.CONSENSUS:
        return "Its claim rests on what experts agree on; no study of its own was found."
    return "No study of its claim was found."


def caution_text(relation: Relation, caution: GraphNode, target: GraphNode, severity: Severity) -> str:
    """Return the sentence of a caution edge."""
    verb = "concerns" if relation is Relation.CONCERNS else "applies to"
    return _sentences(f"{noun_phrase(caution)} ({severity.label.lower()}) {verb} {noun_phrase(target)}")


def summary(edges: Sequence[GraphEdge], source: GraphNode, target: GraphNode, certainty: Certainty) -> str:
    """Return the summary of a path: the claim at its grade, and who was studied."""
    effects = [(place, edge) for place, edge in enumerate(edges, 1) if edge.certainty]
    extrapolated = _extrapolated_steps(edges)
    if not effects:
        text = f"from {noun_phrase(source)} to {noun_phrase(target)} this chain only says what is in what"
        nothing = "No step of it is an effect, so nothing is graded and there is no study to name."
        return _sentences(text, nothing, extrapolated)
    text = effect_sentence(
        certainty,
        effects[-1][1].relation,
        noun_phrase(source),
        noun_phrase(target),
        denied=any(edge.direction is Direction.NO_EFFECT for _, edge in effects),
    )
    length = f" along this chain of {len(edges)} steps" if len(edges) > 1 else ""
    each = "Each step was graded on its own, never the whole chain." if len(effects) > 1 else ""
    return _sentences(text + length, _studied_on_path(effects), each, extrapolated)


def _studied_on_path(effects: Sequence[tuple[int, GraphEdge]]) -> str:
    if all(SeenIn.PEOPLE in edge.seen_in for _, edge in effects):
        others = {group for _, edge in effects for group in edge.seen_in} - {SeenIn.PEOPLE}
        also = "".join(f", some of it in {POPULATIONS[group]} too" for group in SeenIn if group in others)
        return f"{'Every step' if len(effects) > 1 else 'The step'} of effect was studied in people{also}."
    text = [f"step {place}: {_populations(edge)}" for place, edge in effects]
    return f"Who was studied: {'; '.join(text)}."


def _populations(edge: GraphEdge) -> str:
    return " and ".join(POPULATIONS[group] for group in edge.seen_in) or "no study was found"


def _extrapolated_steps(edges: Sequence[GraphEdge]) -> str:
    """Return the sentence on the extrapolated steps of a path, if any."""
    places = [str(place) for place, edge in enumerate(edges, 1) if edge.extrapolated]
    if not places:
        return ""
    steps = f"step {places[0]} goes" if len(places) == 1 else f"steps {' and '.join(places)} go"
    text = _extrapolation(f"{steps} beyond what was tested.")
    crossed = any(edge.extrapolated and edge.basis is EdgeBasis.COMPOSITION for edge in edges)
    return f"{text} {STRAIN_SPECIFIC}" if crossed else text


def _extrapolation(text: str) -> str:
    return f"Extrapolated: {text}"


def _sentences(text: str, *more: str) -> str:
    return " ".join([f"{text[0].upper()}{text[1:]}.", *(sentence for sentence in more if sentence)])
