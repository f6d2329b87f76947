"""Report how easily the content reads, and exit with 1 where it does not hold what it promises.

The grade of a text is its Flesch-Kincaid grade, as textstat 0.7.3 computes it: the years of school that
a reader needs.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from app.core.base_model import Model
from app.kinds.cautions import CautionFields
from app.kinds.claims import ClaimFields
from app.kinds.daily_actions import ActionFields
from app.kinds.lifestyle_tips import TipFields
from app.schemas.entries import Document
from app.schemas.kind import Documents

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-readability" / "bin" / "python"
WORST = 5
"""Texts named in each row of the report."""


@dataclass(frozen=True)
class TextGroup:
    """A group of texts, and the highest grades that its median and its ninth decile may have."""

    name: str
    texts: Callable[[Model], Iterable[str]]
    median: float
    p90: float


def statement(document: Model) -> Iterable[str]:
    """Yield the statement of a claim."""
    if isinstance(document, ClaimFields):
        yield document.statement


def summary(document: Model) -> Iterable[str]:
    """Yield the summary of an entry."""
    if isinstance(document, Document):
        yield document.summary


def action(document: Model) -> Iterable[str]:
    """Yield what a tip or a daily action asks to do."""
    if isinstance(document, ActionFields | TipFields):
        yield document.action


def warning(document: Model) -> Iterable[str]:
    """Yield what a caution says: why, and what to do."""
    if isinstance(document, CautionFields):
        yield " ".join((document.why, *document.what_to_do))


GROUPS = (
    TextGroup("claim statements", statement, median=7.0, p90=10.0),
    TextGroup("summaries", summary, median=6.0, p90=9.0),
    TextGroup("cautions", warning, median=6.0, p90=9.0),
    TextGroup("tips and daily actions", action, median=6.0, p90=9.0),
)


def grades_of(texts: Mapping[str, str], python: Path = PYTHON) -> dict[str, float]:
    """Return the grade of each text, computed in the environment of textstat."""
    command = [str(python), "-W", "ignore", "-m", "scripts.flesch_kincaid"]
    ran = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True, cwd=ROOT
    )
    grades: dict[str, float] = json.loads(ran.stdout)
    return grades


def texts_of(group: TextGroup, documents: Documents) -> dict[str, str]:
    """Return the texts of a group by `<kind>/<slug>`."""
    return {key: text for key, document in documents.items() for text in group.texts(document)}


def report(documents: Documents, python: Path = PYTHON) -> bool:
    """Print a line for each group, with its hardest texts, and return whether all hold their limits."""
    holds = True
    for group in GROUPS:
        grades = grades_of(texts_of(group, documents), python)
        middle, p90 = median(grades.values()), quantiles(grades.values(), n=10)[-1]
        is_met = middle <= group.median and p90 <= group.p90
        holds = holds and is_met
        limits = f"limits {group.median} and {group.p90}"
        print(f"{group.name}: {len(grades)} texts, median {middle:.1f}, p90 {p90:.1f} ({limits})")
        for key in sorted(grades, key=grades.__getitem__, reverse=True)[:WORST]:
            print(f"  {grades[key]:.1f} {key}")
    return holds


def main() -> None:
    """Report on the content of the checkout."""
    if not report(read_content(ROOT / "seed_data", KINDS).documents):
        sys.exit("Some texts are too hard to read.")


if __name__ == "__main__":
    main()
