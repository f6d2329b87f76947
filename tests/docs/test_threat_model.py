"""The threat model names existing tests, at least one for each risk."""

import ast
import re

from tests.docs.markdown_pages import ROOT, tables

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<test>test_\w+)`")
RISKS = [f"API{number}" for number in range(1, 11)]


def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_threat_model_names_existing_tests() -> None:
    named = set(NAMED.findall(PAGE))
    assert len(named) > 30
    assert PAGE.count("::test_") == len(NAMED.findall(PAGE))
    assert [pair for pair in sorted(named) if not (ROOT / pair[0]).exists()] == []
    assert [pair for pair in sorted(named) if pair[1] not in functions_of(pair[0])] == []


def test_threat_model_covers_owasp_api_top_10() -> None:
    by_first = tables(PAGE)
    assert [row[0].split()[0] for row in by_first["risk"]] == RISKS
    reader = re.findall(r"^\| threat \|", PAGE, re.MULTILINE)
    assert len(reader) == 3
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
    shown = [row for row in rows if not row.endswith("| test |")]
    assert [row for row in shown if not NAMED.search(row.rsplit(" | ", 1)[1])] == []
