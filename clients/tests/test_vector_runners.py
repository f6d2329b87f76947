"""The runners of the vectors in Dart, Kotlin and Swift parse, and run where their toolchain is."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clients.tests.test_compiled import compile_kotlin, run_kotlin
from clients.tests.tour import fails, run
from scripts.sync_vectors import FILE
from tests.docs.grammars import mistakes
from tests.docs.test_offline_sync import VECTORS
from tests.fixtures.cli import ROOT

RUNNERS = ROOT / "clients" / "sync" / "runners"
Command = list[str | Path]


@pytest.mark.parametrize(("language", "ending"), [("dart", "dart"), ("kotlin", "kt"), ("swift", "swift")])
def test_runner_parses(language: str, ending: str) -> None:
    text = (RUNNERS / f"vectors.{ending}").read_text(encoding="utf-8")
    assert mistakes(language, text) == []
    assert mistakes(language, text[: len(text) // 2]) != []


def kotlin(built: Path, folder: Path) -> Command:
    """Compile the runner with the compiler that the tools have."""
    compile_kotlin([RUNNERS / "vectors.kt"], built, folder / "out")
    return run_kotlin("VectorsKt", built, folder / "out")


def dart(_built: Path, _folder: Path) -> Command:
    """Run the file as it is."""
    if shutil.which("dart") is None:
        pytest.skip("no dart")
    return ["dart", "run", RUNNERS / "vectors.dart"]


def swift(_built: Path, folder: Path) -> Command:
    """Compile the runner."""
    if shutil.which("swiftc") is None:
        pytest.skip("no swiftc")
    run("swiftc", RUNNERS / "vectors.swift", "-o", folder / "vectors", cwd=folder)
    return [folder / "vectors"]


@pytest.mark.torture
@pytest.mark.parametrize("command", [dart, kotlin, swift])
def test_runner_does_as_the_vectors_say(
    command: Callable[[Path, Path], Command], built: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "canonical.json"
    rows.write_text(json.dumps(VECTORS))
    whole = json.loads(FILE.read_text(encoding="utf-8"))
    runner = command(built, tmp_path)
    right = f"{len(whole['cases'])} cases, {len(VECTORS)} rows, 0 wrong\n"
    assert run(*runner, FILE, rows, cwd=tmp_path) == right

    steps = [step for case in whole["cases"] for step in case["steps"]]
    for step in steps:
        step["report"]["safety"] = not step["report"]["safety"]
    spoilt = tmp_path / "spoilt.json"
    spoilt.write_text(json.dumps(whole))
    assert f", 0 rows, {len(steps)} wrong\n" in fails(*runner, spoilt, cwd=tmp_path)
