"""The threat model covers the OWASP list, and names at least one test for each risk and threat."""

import re

from tests.docs.markdown_pages import ROOT, tables

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<test>test_\w+)`")
RISKS = [f"API{number}" for number in range(1, 11)]


def test_threat_model_covers_owasp_api_top_10() -> None:
    by_first = tables(PAGE)
    assert [row[0].split()[0] for row in by_first["risk"]] == RISKS
    reader = re.findall(r"^\| threat \|", PAGE, re.MULTILINE)
    assert len(reader) == 3
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
    shown = [row for row in rows if not row.endswith("| test |")]
    assert [row for row in shown if not NAMED.search(row.rsplit(" | ", 1)[1])] == []
