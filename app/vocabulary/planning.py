"""Enumerations of plans: what to avoid, and the goal."""

from app.vocabulary.base import Vocabulary


class Avoidance(Vocabulary):
    """Something a plan leaves out on request. Treat an unknown value as not left out."""

    HIGH_SODIUM = "high_sodium", "High sodium", "Foods high in sodium, or without a sodium figure."
    FODMAP = "fodmap", "FODMAP", "Foods that are not low in FODMAP at the portion stated."
    CAFFEINE = "caffeine", "Caffeine", "Foods that hold caffeine."


class Goal(Vocabulary):
    """What a plan puts first. Treat an unknown value as `everyday`."""

    EVERYDAY = "everyday", "Everyday", "A bit of everything."
    CALCIUM = "calcium", "Calcium", "Foods with more calcium in a serving come more often."
    FIBRE = "fibre", "Fibre", "Foods with more fibre in a serving come more often, and fibre goes up further."
    MOVEMENT = "movement", "Movement", "A step that moves the body on every day."
