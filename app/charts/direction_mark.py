"""The mark of a finding: its place is the direction, its strength the certainty, its size the people.

A direction that was not shown has no place: studies that disagree, and what is not known, are open bands over
the whole scale.
"""

from dataclasses import dataclass
from typing import Literal

from app.vocabulary.grading import Certainty, StudyDirection, Verdict

MARK_WIDTH, MARK_HEIGHT = 136, 28
"""Size of the scale in SVG units."""

PLACES = {"worse": 19, "same": 68, "better": 117}
"""Place of each direction on the scale."""

SMALL, LARGE = 100, 1000
"""Below this many people a mark is small; from that many on, large."""

RADII = (7, 10, 13)

Shape = Literal["worse", "same", "better", "mixed", "none"]

SHAPES: dict[Verdict | StudyDirection, Shape] = {
    Verdict.HELPS: "better",
    Verdict.NO_DIFFERENCE: "same",
    Verdict.HARMS: "worse",
    Verdict.STUDIES_DISAGREE: "mixed",
    StudyDirection.BENEFIT: "better",
    StudyDirection.NO_EFFECT: "same",
    StudyDirection.HARM: "worse",
    StudyDirection.MIXED: "mixed",
}


@dataclass(frozen=True)
class DirectionMark:
    """Shape, strength and size of a mark; `x` is None for a band."""

    shape: Shape
    strength: str
    radius: int
    people: int | None

    @property
    def x(self) -> int | None:
        """Return its place on the scale."""
        return PLACES.get(self.shape)


def answer_mark(verdict: Verdict | None, certainty: Certainty, people: int | None) -> DirectionMark:
    """Return the mark of a graded answer."""
    shape: Shape = "none" if verdict is None else SHAPES.get(verdict, "none")
    return DirectionMark(shape, certainty.value, radius_of(people), people)


def study_mark(direction: StudyDirection | None, people: int | None) -> DirectionMark:
    """Return the mark of one study; a single study has no grade, so all are equally strong."""
    shape: Shape = "none" if direction is None else SHAPES.get(direction, "none")
    return DirectionMark(shape, "trial", radius_of(people), people)


def radius_of(people: int | None) -> int:
    """Return the radius for a number of people; the smallest if it is not known."""
    if people is None or people < SMALL:
        return RADII[0]
    return RADII[1] if people < LARGE else RADII[2]
