"""Evidence chart of a claim: one line a study. Place is direction, size is people; no direction, no place."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

from app.charts.direction_mark import DirectionMark, answer_mark, study_mark
from app.charts.svg_rendering import LINE_HEIGHT, WIDTH, render_svg, wrap_text
from app.features.claim_evidence.schemas import ClaimEvidence, EvidenceRow
from app.texts.page_texts import page_texts, say
from app.vocabulary.grading import Design, EvidenceBase, Stance

SCALE_LEFT, SCALE_WIDTH = 196, 156
"""Where the scale stands in a line, in SVG units."""

TOP, ROW_HEIGHT, HEADING_HEIGHT = 26, 42, 26
NAME_LENGTH = 24
"""Characters of a name beside the scale."""

GROUPS = ("single", "pooled")
"""Names of their headings. Reviews count the people of single studies again, so they stand apart."""


@dataclass(frozen=True)
class StudyLine:
    """One study: its number in the table, its words and its mark."""

    number: int
    row: EvidenceRow
    mark: DirectionMark
    y: int

    @property
    def name(self) -> str:
        """Return its number and short reference."""
        return shorten(f"{self.number}. {self.row.label}", NAME_LENGTH, placeholder="…")

    @property
    def size(self) -> str:
        """Return how many were studied, in words."""
        if self.row.evidence_base is not EvidenceBase.HUMAN:
            base = self.row.evidence_base
            return base.label.lower() if base else str(page_texts()["nulls"]["evidence_base"])
        people = self.mark.people
        if people is None:
            return str(page_texts()["evidence_chart"]["size_unknown"])
        return say(page_texts()["card"]["people_of_one"], count=people, number=f"{people:,}")

    @property
    def description(self) -> str:
        """Return the study and what it found."""
        texts = page_texts()
        found = self.row.direction.label.lower() if self.row.direction else texts["nulls"]["direction"]
        study = texts["evidence_chart"]["study"]
        return say(study, number=self.number, label=self.row.label, size=self.size, found=found)


@dataclass(frozen=True)
class StudyGroup:
    """Studies under one heading."""

    title: str
    y: int
    lines: Sequence[StudyLine]


@dataclass(frozen=True)
class EvidenceChart:
    """Groups from top to bottom, the total height, and the number of studies that are background only."""

    groups: Sequence[StudyGroup]
    height: int
    background: int

    @property
    def lines(self) -> list[StudyLine]:
        """Return all lines from top to bottom."""
        return [line for group in self.groups for line in group.lines]


def evidence_chart(rows: Sequence[EvidenceRow]) -> EvidenceChart:
    """Return the layout of the studies that test the claim, numbered from 1 in table order."""
    tested = [(number, row) for number, row in enumerate(rows, 1) if row.stance is not Stance.CONTEXT]
    single = [one for one in tested if one[1].design is not Design.SYNTHESIS]
    pooled = [one for one in tested if one[1].design is Design.SYNTHESIS]
    groups: list[StudyGroup] = []
    y = TOP
    for name, studies in zip(GROUPS, (single, pooled), strict=True):
        if studies:
            first = y + HEADING_HEIGHT
            lines = [
                StudyLine(number, row, _mark(row), first + ROW_HEIGHT * index + ROW_HEIGHT // 2)
                for index, (number, row) in enumerate(studies)
            ]
            title = page_texts()["evidence_chart"][name]
            groups.append(StudyGroup(title, y + HEADING_HEIGHT - 8, lines))
            y = first + ROW_HEIGHT * len(studies)
    return EvidenceChart(groups, y + 4, len(rows) - len(tested))


def evidence_svg(evidence: ClaimEvidence) -> str:
    """Return the standalone SVG of the evidence chart, with grade and cautions."""
    claim = evidence.claim
    return render_svg(
        "evidence.svg",
        evidence=evidence,
        picture=evidence_chart(evidence.rows),
        grade=answer_mark(claim.verdict, claim.certainty, None),
        head=wrap_text(claim.statement),
        foot=[line for caution in evidence.cautions for line in wrap_text(caution.sentence)],
        width=WIDTH,
        line=LINE_HEIGHT,
    )


def _mark(row: EvidenceRow) -> DirectionMark:
    """Return the mark of a study; a number of animals or of studies is no number of people."""
    counts_people = row.evidence_base is EvidenceBase.HUMAN and row.design is not Design.SYNTHESIS
    return study_mark(row.direction, row.n if counts_people else None)
