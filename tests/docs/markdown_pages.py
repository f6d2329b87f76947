"""The project's Markdown pages and their fenced blocks."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(
    path
    for path in (ROOT / "README.md", ROOT / "seed_data" / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if path.is_file()
)
LEFT_OUT = "…"
"""In a printed answer: the value, or the rest of the list or object, that was left out."""

FENCE = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
ROW = re.compile(r"^\|(?P<cells>.+)\|$", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)")
MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, the file that it prints (or nothing), and its text."""

    language: str
    file: str
    text: str

    @property
    def commands(self) -> list[str]:
        """Return the lines of a block of commands."""
        return self.text.splitlines() if self.language == "sh" else []


def fences(text: str) -> list[Fence]:
    """Return the fenced blocks of a page, in order."""
    found = []
    for match in FENCE.finditer(text):
        language, _, file = match["info"].partition(" ")
        found.append(Fence(language, file.strip(), match["text"]))
    return found


def sections(text: str) -> dict[str, str]:
    """Return what stands below each heading of the second level, by heading, in order."""
    parts = HEADING.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def tables(text: str) -> dict[str, list[list[str]]]:
    """Return the rows of each table, without the line of dashes, by the text of its first cell."""
    found: dict[str, list[list[str]]] = {}
    for block in re.findall(r"(?:^\|.+\|\n)+", text, re.MULTILINE):
        rows = [[cell.strip() for cell in match["cells"].split(" | ")] for match in ROW.finditer(block)]
        found[rows[0][0]] = rows[2:]
    return found


def sentences(text: str) -> list[str]:
    """Return the sentences of a page in order; a table row is one, headings and fenced blocks are none."""
    found: list[str] = []
    within: list[str] = []
    for token in MARKDOWN.parse(text):
        if token.type in {"heading_open", "thead_open", "paragraph_open", "tbody_open"}:
            within.append(token.tag)
        elif token.type in {"heading_close", "thead_close", "paragraph_close", "tbody_close"}:
            within.pop()
        elif token.type == "tr_open" and within[-1] == "tbody":
            found.append("")
        elif token.type == "inline" and within[-1] == "tbody":
            found[-1] += " | " * bool(found[-1]) + " ".join(token.content.split())
        elif token.type == "inline" and within[-1] == "p":
            found += SENTENCE_END.split(" ".join(token.content.split()))
    return found


def difference(printed: Any, real: Any, where: str = "") -> str | None:
    """Return where a printed answer departs from the real one, or None.

    `"…"` stands for any value; as the last of a list or the last member of an object, for all that follow.
    """
    if printed == LEFT_OUT:
        return None
    if isinstance(printed, dict) and isinstance(real, dict):
        return _object_difference(printed, real, where)
    if isinstance(printed, list) and isinstance(real, list):
        return _list_difference(printed, real, where)
    return (
        None
        if printed == real
        else f"{where or 'the answer'} is {json.dumps(real)}, not {json.dumps(printed)}"
    )


def _object_difference(printed: dict[str, Any], real: dict[str, Any], where: str) -> str | None:
    shown = [name for name in printed if name != LEFT_OUT]
    if LEFT_OUT not in printed and set(shown) != set(real):
        return f"{where or 'the answer'} has the members {list(real)}, not {shown}"
    if [name for name in real if name in printed] != shown:
        return f"{where or 'the answer'} has the members in another order, or not at all: {list(real)}"
    differences = (difference(printed[name], real[name], f"{where}.{name}") for name in shown)
    return next((found for found in differences if found), None)


def _list_difference(printed: list[Any], real: list[Any], where: str) -> str | None:
    cut = printed[-1:] == [LEFT_OUT]
    shown = printed[:-1] if cut else printed
    if len(shown) > len(real) or (not cut and len(shown) < len(real)):
        return f"{where or 'the answer'} has {len(real)} items, not {len(shown)}"
    pairs = enumerate(zip(shown, real, strict=False))
    differences = (difference(one, other, f"{where}[{place}]") for place, (one, other) in pairs)
    return next((found for found in differences if found), None)
