"""The picture of a claim's evidence: one mark a study, placed by design and direction, sized by n."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from app.charts.svg_rendering import LINE, WIDTH, render_svg, wrap_text
from app.features.claim_evidence.schemas import ClaimEvidence, EvidenceRow
from app.vocabulary.grading import Design, EvidenceBase, Stance, StudyDirection

COLUMNS: tuple[tuple[StudyDirection | None, tuple[str, str]], ...] = (
    (StudyDirection.BENEFIT, ("Benefit", "")),
    (StudyDirection.MIXED, ("Mixed", "")),
    (StudyDirection.NO_EFFECT, ("No effect", "")),
    (StudyDirection.HARM, ("Harm", "")),
    (StudyDirection.NOT_APPLICABLE, ("Effect not", "measured")),
    (None, ("Not", "assessed")),
)
ROWS: tuple[tuple[Design | None, str], ...] = (
    (Design.SYNTHESIS, "Syntheses: other studies, put together"),
    (Design.INTERVENTIONAL, "Trials: something was given"),
    (Design.OBSERVATIONAL, "Observations: people were watched"),
    (Design.LABORATORY, "Laboratory: animals, cells, foods"),
    (Design.CONSENSUS, "Consensus: experts or agencies"),
    (None, "Design not noted"),
)
CELL = WIDTH / len(COLUMNS)
SMALLEST, LARGEST = 8.0, 15.0
TOP = 36


@dataclass(frozen=True)
class Mark:
    """One study: its number in the table, its place and radius, its shape and its fill."""

    number: int
    row: EvidenceRow
    x: float
    y: float
    radius: float

    @property
    def told(self) -> str:
        """Return the study in one line."""
        size = "size not known" if self.row.n is None else f"n = {self.row.n}"
        return f"{self.number}. {self.row.label}: {size}; {self.row.stance.label.lower()}"


@dataclass(frozen=True)
class Band:
    """All studies of one design, with the height they take."""

    title: str
    top: float
    height: float
    marks: Sequence[Mark]


@dataclass(frozen=True)
class EvidenceChart:
    """Bands from top to bottom, and the height of the whole."""

    bands: Sequence[Band]
    height: float


def evidence_chart(rows: Sequence[EvidenceRow]) -> EvidenceChart:
    """Return the picture of studies, numbered from 1 as they come."""
    numbered = list(enumerate(rows, start=1))
    bands: list[Band] = []
    top: float = TOP
    for design, title in ROWS:
        studies = [(number, row) for number, row in numbered if row.design is design]
        if studies:
            bands.append(_band(title, top, studies))
            top += bands[-1].height
    return EvidenceChart(bands, top + 4)


def radius_of(n: int | None) -> float:
    """Return the radius of a mark: it grows with the number of digits of n, since n spans five of them."""
    if not n:
        return SMALLEST
    return round(min(LARGEST, SMALLEST + 1.5 * max(0.0, log10(n) - 1)), 1)


def evidence_svg(evidence: ClaimEvidence) -> str:
    """Return the picture of a claim's evidence with its grade and cautions, to stand alone."""
    told = [f"{card.severity.label}: {card.title}" for card in evidence.cautions if card.must_display]
    head = [*wrap_text(evidence.claim.statement), ""]
    foot = [line for caution in told for line in wrap_text(caution)]
    picture = evidence_chart(evidence.rows)
    return render_svg(
        "evidence.svg",
        evidence=evidence,
        picture=picture,
        head=head,
        foot=foot,
        width=WIDTH,
        line=LINE,
        **chart_context(),
    )


def chart_context() -> dict[str, object]:
    """Return what the template of the picture needs beside the picture."""
    return {
        "columns": [names for _, names in COLUMNS],
        "cell": CELL,
        "stances": Stance,
        "bases": EvidenceBase,
    }


def _band(title: str, top: float, studies: Sequence[tuple[int, EvidenceRow]]) -> Band:
    marks: list[Mark] = []
    height = 0.0
    for place, (direction, _) in enumerate(COLUMNS):
        here = [study for study in studies if study[1].direction is direction]
        placed, needed = _packed(here, place * CELL, top + LINE + 6)
        marks += placed
        height = max(height, needed)
    return Band(title, top, LINE + height + 14, marks)


def _packed(studies: Sequence[tuple[int, EvidenceRow]], left: float, top: float) -> tuple[list[Mark], float]:
    """Return the marks of one cell, in lines from left to right, and the height they need."""
    marks: list[Mark] = []
    x, y, tall = left + 2, top, 0.0
    for number, row in studies:
        radius = radius_of(row.n)
        if x > left + 2 and x + 2 * radius > left + CELL:
            x, y, tall = left + 2, y + tall + 3, 0.0
        marks.append(Mark(number, row, round(x + radius, 1), round(y + radius, 1), radius))
        x += 2 * radius + 2
        tall = max(tall, 2 * radius)
    return marks, y + tall - top
