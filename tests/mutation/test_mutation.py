"""`make mutation`: its verdicts are correct, and are kept until code or tests change."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from mutmut.mutation.file_mutation import mutate_file_contents

from scripts import mutation
from scripts.mutation import Mutant, score, verdicts
from tests.fixtures import reliability_table

ROOT = Path(__file__).resolve().parents[2]

COUNTING = """
def more(number):
    return number + 1


def loud(text):
    return text.upper()


def unused():
    return 1
"""

TESTS = """
import counting


def test_more():
    assert counting.more(1) == 2


def test_loud():
    counting.loud("a")
"""


def run_mutation_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the tests of a folder upon the mutants that are named in it."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.mutation.mutation_plugin",
            "--mutants",
            "names",
            "--verdicts",
            "said",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"},
        check=False,
        capture_output=True,
        text=True,
    )


def test_mutant_verdicts(tmp_path: Path) -> None:
    mutated = mutate_file_contents("counting.py", COUNTING)
    (tmp_path / "counting.py").write_text(mutated.code, encoding="utf-8")
    (tmp_path / "test_counting.py").write_text(TESTS, encoding="utf-8")
    names = "".join(f"counting.{name} a b\n" for name in mutated.mutant_names)
    (tmp_path / "names").write_text(names, encoding="utf-8")
    assert run_mutation_tests(tmp_path).returncode == 0
    said = {line.split()[1]: line for line in (tmp_path / "said").read_text("utf-8").splitlines()}
    assert {name: line.split()[0] for name, line in said.items()} == {
        "counting.x_more__mutmut_1": "killed",
        "counting.x_more__mutmut_2": "killed",
        "counting.x_loud__mutmut_1": "survived",
        "counting.x_unused__mutmut_1": "unreached",
    }
    assert all(line.endswith(" a b") for line in said.values())


def test_no_mutant_runs_if_tests_fail_unmutated(tmp_path: Path) -> None:
    (tmp_path / "test_wrong.py").write_text("def test_wrong():\n    assert not 1\n", encoding="utf-8")
    (tmp_path / "names").write_text("wrong.x_wrong__mutmut_1 a b\n", encoding="utf-8")
    result = run_mutation_tests(tmp_path)
    assert result.returncode == 1
    assert "the tests fail without a mutant" in result.stdout + result.stderr
    assert not (tmp_path / "said").exists()


@pytest.mark.parametrize(
    ("line", "function", "tests", "holds"),
    [
        ("killed", "same", "same", True),
        ("killed", "same", "other", True),
        ("killed", "other", "same", False),
        ("timeout", "same", "other", True),
        ("survived", "same", "same", True),
        ("survived", "same", "other", False),
        ("unreached", "same", "other", False),
    ],
)
def test_verdict_is_reused_until_function_or_tests_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, function: str, tests: str, *, holds: bool
) -> None:
    said = tmp_path / "verdicts.txt"
    said.write_text(f"survived name old old\n{line} name {function} {tests}\n", encoding="utf-8")
    monkeypatch.setattr(mutation, "VERDICTS", said)
    mutant = Mutant("name", "same", "same")
    assert verdicts([mutant]) == ({mutant: line} if holds else {})


def test_unreached_mutant_counts_as_survived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert score(Counter(killed=16, timeout=1, survived=2, unreached=1)) == 85
    page = tmp_path / "reliability.md"
    monkeypatch.setattr(reliability_table.ReliabilityTable.save, "__defaults__", (page,))
    fates = ["killed"] * 16 + ["timeout"] + ["survived"] * 2 + ["unreached"]
    said = {Mutant(f"app.one.x_{place}", "f", "t"): fate for place, fate in enumerate(fates)}
    assert mutation.report(said, 40) == 0
    assert (
        "20 of 40, drawn by a seed: 16 killed, 2 survived, 1 timeout, 1 unreached | 3 |" in page.read_text()
    )
    worse = said | dict.fromkeys(list(said)[:1], "survived")
    assert mutation.report(worse, 40) == 1
