"""The pages for operators: each statement names the tests that show it, and these exist."""

import re

import pytest

from tests.docs.markdown_pages import ROOT
from tests.docs.test_threat_model import NAMED, functions_of

HEADING = "\n## Tests of these statements\n"
PAGES = ("operating", "security", "threat-model")
INSTRUCTIONS = {
    "operating": (
        "The reader of the log has to keep reading",
        "For a new version of the code",
        "On a checkout of the content",
        "* Behind a CDN, [purge]",
        "**On a private database**",
        "* Cache by the whole address",
        "* A caution may be among the changes",
        "1. Back up the database",
        "4. Run `gutbone load`",
        "To go back, start the old version",
        "Add no `add_header`",
    ),
    "security": (
        "Report vulnerabilities",
        "Only the newest version",
        "* TLS, and with it",
        "* The metrics port",
    ),
    "threat-model": (
        "Readers of Gutbone may be old",
        "* **The content**",
        "* **The requests**",
        "* **Availability**",
        "A caution could be lost",
        "A copy, a cache or a damaged disk",
        "What a person takes reveals",
        "A filter or a search is in the address",
    ),
}
"""How paragraphs begin that tell the reader what to do, or what a threat is, and state nothing to test."""


def parts_of(page: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the paragraphs, points and tables of a page, and its statements with their tests."""
    text, _, end = (ROOT / "docs" / f"{page}.md").read_text("utf-8").partition(HEADING)
    rows = [line.strip("| ").split(" | ") for line in end.splitlines() if line.startswith("| ")][2:]
    without_code = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    blocks = re.split(r"\n\s*\n|\n(?=\* |\d\. )", without_code)
    folded = [" ".join(block.split()) for block in blocks]
    statements = [(quoted.replace("&#124;", "|"), tests) for quoted, tests in rows]
    return [block for block in folded if block and not block.startswith("#")], statements


@pytest.mark.parametrize("page", PAGES)
def test_every_statement_is_quoted_from_its_page_and_names_existing_tests(page: str) -> None:
    blocks, statements = parts_of(page)
    assert [quoted for quoted, _ in statements if not any(quoted in block for block in blocks)] == []
    named = {pair for _, tests in statements for pair in NAMED.findall(tests)}
    assert all(tests.count("::") == len(NAMED.findall(tests)) > 0 for _, tests in statements)
    assert [pair for pair in sorted(named) if not (ROOT / pair[0]).exists()] == []
    assert [pair for pair in sorted(named) if pair[1] not in functions_of(pair[0])] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_paragraph_has_a_test_or_is_an_instruction(page: str) -> None:
    blocks, statements = parts_of(page)
    tested = [block for block in blocks if any(quoted in block for quoted, _ in statements)]
    shown = [block for block in blocks if "`tests/" in block]
    rest = [block for block in blocks if block not in (*tested, *shown)]
    assert [block for block in rest if not block.startswith(INSTRUCTIONS[page])] == []
    unused = [start for start in INSTRUCTIONS[page] if not any(block.startswith(start) for block in rest)]
    assert unused == []
