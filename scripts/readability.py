"""Report how easily content and pages read, and exit with 1 where they do not hold what they promise.

The grade of a text is its Flesch-Kincaid grade, as textstat 0.7.3 computes it: the years of school that
a reader needs.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from app.texts.page_texts import page_texts

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

PAGES = TextGroup("texts of pages", lambda _: (), median=6.0, p90=9.0)
FEWEST_WORDS = 4
"""The fewest words of a sentence; a label is shorter, and one long word would give it a high grade."""

FOR_OTHERS = ("docs.", "review_pack.")
"""Tables of texts for developers and clinicians."""

PLACE = re.compile(r"\{\w+\}")


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


def page_sentences(table: object = None, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of pages that are sentences, each with its name; a word or two has no grade."""
    table = page_texts() if table is None else table
    if isinstance(table, Mapping):
        for key, value in table.items():
            yield from page_sentences(value, f"{name}.{key}" if name else str(key))
    elif isinstance(table, list):
        for place, value in enumerate(table):
            yield from page_sentences(value, f"{name}.{place}")
    elif isinstance(table, str) and len(table.split()) >= FEWEST_WORDS and not name.startswith(FOR_OTHERS):
        yield name, PLACE.sub("2", table)


def report(documents: Documents, python: Path = PYTHON) -> bool:
    """Print a line for each group, with its hardest texts, and return whether all hold their limits."""
    holds = True
    graded = [(group, texts_of(group, documents)) for group in GROUPS]
    for group, texts in (*graded, (PAGES, dict(page_sentences()))):
        grades = grades_of(texts, python)
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
