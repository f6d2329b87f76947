"""The TypeScript client: installs from its package, type-checks, works with a server."""

import json
import re
import shutil
from pathlib import Path

import pytest

from clients.tests.tour import check_tour, fails, run
from tests.fixtures.cli import ROOT

TOUR = ROOT / "clients" / "typescript" / "tour"
BEFORE = """\
import { gutbone, type Certainty, type FoodSource } from "gutbone-client";
const api = gutbone({ baseUrl: "http://127.0.0.1" });
declare const food: FoodSource;
"""
MISTAKES = {
    'export const grade: Certainty = "certain";': "not assignable to type",
    'await api.GET("/v1/food-sources/{slug}", { params: { path: { slag: "x" } } });': "slag",
    'await api.GET("/v1/food-source/kefir", {});': "not assignable to parameter",
    'await api.GET("/v1/food-sources", { params: { query: { diet: ["vegans"] } } });': "vegans",
    '(await api.GET("/v1/disclaimer")).error?.reason;': "does not exist on type",
    "export const note: string = food.article.note;": "possibly 'null'",
}
"""Lines that must not compile, and what the compiler says of each."""


@pytest.fixture(scope="module")
def project(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project outside the repository that installed the packed client."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(TOUR, folder, dirs_exist_ok=True)
    (package,) = (built / "typescript").glob("gutbone-client-*.tgz")
    run("npm", "install", "--no-audit", "--no-fund", "--offline", "--silent", package, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def compiler(built: Path) -> list[str | Path]:
    """Return the command of the locked compiler, which the project itself does not have."""
    modules = built / "tools" / "typescript" / "node_modules"
    return [modules / ".bin" / "tsc", "--typeRoots", modules / "@types"]


def test_tour_compiles_and_prints_the_api_values(
    project: Path, compiler: list[str | Path], address: str
) -> None:
    run(*compiler, "--project", project, cwd=project)
    check_tour(run("node", "tour.js", address, cwd=project), address)


def test_a_mistake_does_not_compile(project: Path, compiler: list[str | Path]) -> None:
    settings = {"extends": "./tsconfig.json", "files": ["mistakes.ts"]}
    (project / "mistakes.json").write_text(json.dumps(settings))
    (project / "mistakes.ts").write_text("\n".join([*MISTAKES, BEFORE]))
    found = fails(*compiler, "--noEmit", "--project", "mistakes.json", cwd=project).splitlines()
    for line, (code, said) in enumerate(MISTAKES.items(), start=1):
        errors = [one for one in found if one.startswith(f"mistakes.ts({line},")]
        assert any(said in one for one in errors), f"{code}: {errors}"


def test_types_are_as_people_want_them(built: Path) -> None:
    text = (built / "typescript" / "src" / "schema.ts").read_text(encoding="utf-8")
    schemas = text[text.index("    schemas: {") : text.index("    responses: {")]
    assert "undefined" not in re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    assert re.findall(r"\w*(?:Page|Item)_\w*|\w+__\w+", text) == []
    assert 'Certainty: "high" | "moderate" | "low" | "very_low" | "not_graded";' in schemas
    optional = re.findall(r"^ {12}(\w+)\?: ", schemas, re.MULTILINE)
    assert optional == ["life_stage", "conditions", "medicines", "diet", "allergies"], "of a request only"
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    assert set(re.findall(r"^export type (\w+) =", text, re.MULTILINE)) >= set(
        document["components"]["schemas"]
    )
