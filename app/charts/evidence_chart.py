"""Evidence chart of a claim: one mark per study, placed by design and direction, sized by n."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from app.charts.svg_rendering import LINE_HEIGHT, WIDTH, render_svg, wrap_text
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
DESIGNS: tuple[tuple[Design | None, str], ...] = (
    (Design.SYNTHESIS, "Syntheses: other studies, put together"),
    (Design.INTERVENTIONAL, "Trials: something was given"),
    (Design.OBSERVATIONAL, "Observations: people were watched"),
    (Design.LABORATORY, "Laboratory: animals, cells, foods"),
    (Design.CONSENSUS, "Consensus: experts or agencies"),
    (None, "Design not noted"),
)
CELL_WIDTH = WIDTH / len(COLUMNS)
MIN_RADIUS, MAX_RADIUS = 8.0, 15.0
TOP = 36


@dataclass(frozen=True)
class Mark:
    """One study: its row number, position and radius."""

    number: int
    row: EvidenceRow
    x: float
    y: float
    radius: float

    @property
    def description(self) -> str:
        """Return the description of the study."""
        size = "size not known" if self.row.n is None else f"n = {self.row.n}"
        return f"{self.number}. {self.row.label}: {size}; {self.row.stance.label.lower()}"


@dataclass(frozen=True)
class Band:
    """A horizontal band with all studies of one design."""

    title: str
    top: float
    height: float
    marks: Sequence[Mark]


@dataclass(frozen=True)
class EvidenceChart:
    """Bands from top to bottom, and the total height."""

    bands: Sequence[Band]
    height: float


def evidence_chart(rows: Sequence[EvidenceRow]) -> EvidenceChart:
    """Return the layout of the studies, numbered from 1 in table order."""
    numbered = list(enumerate(rows, start=1))
    bands: list[Band] = []
    top: float = TOP
    for design, title in DESIGNS:
        studies = [(number, row) for number, row in numbered if row.design is design]
        if studies:
            bands.append(_band(title, top, studies))
            top += bands[-1].height
    return EvidenceChart(bands, top + 4)


def radius_of(n: int | None) -> float:
    """Return the radius of a mark; logarithmic, since n spans five orders of magnitude."""
    if not n:
        return MIN_RADIUS
    return round(min(MAX_RADIUS, MIN_RADIUS + 1.5 * max(0.0, log10(n) - 1)), 1)


def evidence_svg(evidence: ClaimEvidence) -> str:
    """Return the standalone SVG of the evidence chart, with grade and cautions."""
    cautions = [f"{card.severity.label}: {card.title}" for card in evidence.cautions if card.must_display]
    head = [*wrap_text(evidence.claim.statement), ""]
    foot = [line for caution in cautions for line in wrap_text(caution)]
    picture = evidence_chart(evidence.rows)
    return render_svg(
        "evidence.svg",
        evidence=evidence,
        picture=picture,
        head=head,
        foot=foot,
        width=WIDTH,
        line=LINE_HEIGHT,
        **chart_context(),
    )


def chart_context() -> dict[str, object]:
    """Return the constants that the chart template needs."""
    return {
        "columns": [names for _, names in COLUMNS],
        "cell": CELL_WIDTH,
        "stances": Stance,
        "bases": EvidenceBase,
    }


def _band(title: str, top: float, studies: Sequence[tuple[int, EvidenceRow]]) -> Band:
    marks: list[Mark] = []
    height = 0.0
    for column, (direction, _) in enumerate(COLUMNS):
        in_cell = [study for study in studies if study[1].direction is direction]
        placed, needed = _pack_marks(in_cell, column * CELL_WIDTH, top + LINE_HEIGHT + 6)
        marks += placed
        height = max(height, needed)
    return Band(title, top, LINE_HEIGHT + height + 14, marks)


def _pack_marks(
    studies: Sequence[tuple[int, EvidenceRow]], left: float, top: float
) -> tuple[list[Mark], float]:
    """Return the marks of one cell, packed in rows, and the height they need."""
    marks: list[Mark] = []
    x, y, row_height = left + 2, top, 0.0
    for number, row in studies:
        radius = radius_of(row.n)
        if x > left + 2 and x + 2 * radius > left + CELL_WIDTH:
            x, y, row_height = left + 2, y + row_height + 3, 0.0
        marks.append(Mark(number, row, round(x + radius, 1), round(y + radius, 1), radius))
        x += 2 * radius + 2
        row_height = max(row_height, 2 * radius)
    return marks, y + row_height - top
