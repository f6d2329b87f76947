"""Why a food is in a plan: what the amount gives, else a claim about it."""

from app.features.plan.food_rules import UNITS_PER_FIGURE, Amount
from app.vocabulary.grading import Direction

LEAST = {"calcium_mg": 60, "fibre_g": 1, "vitamin_d_ug": 2, "protein_g": 6}
"""The least of a figure, in its unit, that is a reason to eat a food."""

SENTENCES = {
    "fibre_g": "It gives about {amount} g of fibre.",
    "vitamin_d_ug": "It gives about {amount} µg of vitamin D.",
    "protein_g": "It gives about {amount} g of protein.",
}
ON_LABEL = "Brands differ: check the label for calcium."
VARIETY = "It is here for variety and taste; no benefit for bone is proven."
WITHOUT_KNOWN_BENEFIT = frozenset({Direction.INSUFFICIENT, Direction.NO_EFFECT, Direction.MIXED})
"""Directions of a claim that make nothing a step towards a goal."""


def gives_calcium(amount: Amount) -> bool:
    """Return whether an amount gives enough calcium to be a reason for it."""
    return amount.figure("calcium_mg") >= LEAST["calcium_mg"] * UNITS_PER_FIGURE


def calcium_reason(amount: Amount, reference_mg: float | None, *, is_on_label: bool) -> str | None:
    """Return how much calcium the amount gives, in words; None where it gives little.

    `is_on_label`: how much depends on the maker.
    """
    if not gives_calcium(amount):
        return None
    given = f"It gives about {round(amount.figure('calcium_mg') / UNITS_PER_FIGURE)} mg of calcium"
    said = f"{given}, of {reference_mg:,.0f} mg a day." if reference_mg else f"{given}."
    return f"{said} {ON_LABEL}" if is_on_label else said


def figure_reason(amount: Amount) -> str | None:
    """Return what the amount gives beside calcium, in one sentence; None where it gives little of all."""
    for name, sentence in SENTENCES.items():
        if amount.figure(name) >= LEAST[name] * UNITS_PER_FIGURE:
            return sentence.format(amount=f"{round(amount.figure(name) / UNITS_PER_FIGURE, 1):g}")
    return None
