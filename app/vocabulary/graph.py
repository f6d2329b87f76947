"""Enumerations of the graph: kinds of node, formats, and the basis of ungraded edges."""

from app.vocabulary.base import Vocabulary


class NodeKind(Vocabulary):
    """A kind of entry that is a node of the graph. Treat an unknown value as a kind of its own."""

    FOOD_SOURCES = "food-sources", "Fermented foods", "Foods made with microbes."
    PREBIOTICS = "prebiotics", "Prebiotic foods", "Foods that feed gut bacteria."
    BONE_FOODS = "bone-foods", "Bone foods", "Foods that bring calcium, vitamin D or protein."
    SUPPLEMENTS = "supplements", "Supplements", "Classes of supplement."
    ACTIVITIES = "activities", "Activities", "Exercise and kitchen work."
    LIFESTYLE_TIPS = "lifestyle-tips", "Lifestyle tips", "Habits around food, water, stress and movement."
    MICROBES = "microbes", "Microbes", "Groups, species and strains."
    COMPOUNDS = "compounds", "Compounds", "What microbes make, foods hold or the body sends."
    NUTRIENTS = "nutrients", "Nutrients", "What bone needs."
    MECHANISMS = "mechanisms", "Mechanisms", "Ways in which gut and bone may influence each other."
    OUTCOMES = "outcomes", "Outcomes", "What research measured in people."
    CAUTIONS = "cautions", "Cautions", "Who should take care with what."
    CONDITIONS = "conditions", "Conditions", "Conditions that cautions concern."
    MEDICINES = "medicines", "Medicines", "Medicines that cautions concern."


class GraphFormat(Vocabulary):
    """A form in which the graph comes. Treat an unknown value as one that you cannot read."""

    JSON = "json", "JSON", "Like every other answer."
    CYTOSCAPE = "cytoscape", "Cytoscape JSON", "For Cytoscape, Cytoscape.js and NetworkX."
    GRAPHML = "graphml", "GraphML", "For Gephi, yEd, igraph and NetworkX."
    DOT = "dot", "DOT", "For Graphviz."


class EdgeBasis(Vocabulary):
    """What an edge rests on that is no study. Treat an unknown value as `composition`."""

    COMPOSITION = (
        "composition",
        "Composition",
        "What something holds, makes, uses or belongs to: no effect, so no grade.",
    )
