"""The TypeScript client: installs from its package, type-checks, works with a server."""

import json
import re
import shutil
from pathlib import Path

import httpx
import pytest

from clients.tests.operations import program
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
OPEN_ENUMERATION = """\
import { type CautionLine } from "gutbone-client";
export const later: CautionLine["severity"] = "a value of next year";
export const known: CautionLine["severity"] = "avoid";
export function mark(line: CautionLine): string {
  switch (line.severity) {
    case "info": return "i";
    case "caution": return "!";
    case "seek_medical_advice": return "?";
    case "avoid": return "x";
  }
}
"""
"""A switch without a default: it compiles only where an enumeration is closed."""

CARDS = """\
import { gutboneCards } from "gutbone-client";
const api = gutboneCards({ baseUrl: process.argv[2] ?? "" });
const query = { view: "card" as const, limit: 3, diet: ["vegan" as const] };
const { data } = await api.GET("/v1/foods", { params: { query } });
const lines = data?.included.caution_lines;
const said = data?.data.map((card) => [card.name, card.cautions.map(({ slug }) => lines?.[slug])]);
console.log(JSON.stringify(said));
"""
WHOLE_ENTRY_OF_A_CARD = "export const summary = data?.data[0]?.summary;"


@pytest.fixture(scope="module")
def project(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project outside the repository that installed the packed client."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(TOUR, folder, dirs_exist_ok=True)
    (package,) = (built / "typescript").glob("gutbone-client-*.tgz")
    # What it needs is installed already, for what wrote it: nothing is fetched while tests run.
    modules = built / "tools" / "typescript" / "node_modules"
    needed = [modules / "openapi-fetch", modules / "openapi-typescript-helpers"]
    alone = ["--no-audit", "--no-fund", "--offline", "--silent", "--install-links"]
    run("npm", "install", *alone, package, *needed, cwd=folder)
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


def test_cards_of_a_list_are_typed(project: Path, compiler: list[str | Path], address: str) -> None:
    (project / "cards.json").write_text(json.dumps({"extends": "./tsconfig.json", "files": ["cards.ts"]}))
    (project / "cards.ts").write_text(CARDS)
    run(*compiler, "--project", "cards.json", cwd=project)
    shown = json.loads(run("node", "cards.js", address, cwd=project))
    served = httpx.get(f"{address}/v1/foods?view=card&limit=3&diet=vegan", trust_env=False).json()
    lines = served["included"]["caution_lines"]
    assert shown == [
        [card["name"], [lines[one["slug"]] for one in card["cautions"]]] for card in served["data"]
    ]
    (project / "cards.ts").write_text(CARDS + WHOLE_ENTRY_OF_A_CARD)
    assert "summary" in fails(*compiler, "--noEmit", "--project", "cards.json", cwd=project)


def test_a_mistake_does_not_compile(project: Path, compiler: list[str | Path]) -> None:
    settings = {"extends": "./tsconfig.json", "files": ["mistakes.ts"]}
    (project / "mistakes.json").write_text(json.dumps(settings))
    (project / "mistakes.ts").write_text("\n".join([*MISTAKES, BEFORE]))
    found = fails(*compiler, "--noEmit", "--project", "mistakes.json", cwd=project).splitlines()
    for line, (code, said) in enumerate(MISTAKES.items(), start=1):
        errors = [one for one in found if one.startswith(f"mistakes.ts({line},")]
        assert any(said in one for one in errors), f"{code}: {errors}"


def test_the_answer_of_every_operation_is_typed(project: Path, compiler: list[str | Path]) -> None:
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    (project / "operations.ts").write_text(program(document))
    settings = {"extends": "./tsconfig.json", "files": ["operations.ts"]}
    (project / "operations.json").write_text(json.dumps(settings))
    run(*compiler, "--noEmit", "--project", "operations.json", cwd=project)


def test_enumerations_offer_their_values_and_stay_open(project: Path, compiler: list[str | Path]) -> None:
    (project / "open.ts").write_text(OPEN_ENUMERATION)
    settings = {"extends": "./tsconfig.json", "files": ["open.ts"]}
    (project / "open.json").write_text(json.dumps(settings))
    found = fails(*compiler, "--noEmit", "--project", "open.json", cwd=project).splitlines()
    assert [one.partition(": ")[0] for one in found] == ["open.ts(4,42)"], found
    assert "lacks ending return statement" in found[0]


def test_types_are_as_people_want_them(built: Path) -> None:
    text = (built / "typescript" / "src" / "schema.ts").read_text(encoding="utf-8")
    schemas = text[text.index("    schemas: {") : text.index("    responses: {")]
    assert "undefined" not in re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    assert re.findall(r"\w*(?:Page|Item)_\w*|\w+__\w+", text) == []
    grades = '"high" | "moderate" | "low" | "very_low" | "not_graded"'
    assert f" Certainty: {grades};" in schemas
    assert f" OpenCertainty: {grades} | (string & {{}});" in schemas
    optional = re.findall(r"^ {12}(\w+)\?: ", schemas, re.MULTILINE)
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    requests = [one for name, one in document["components"]["schemas"].items() if name.endswith("Request")]
    left_out = [name for one in requests for name in one["properties"] if name not in one.get("required", ())]
    assert optional
    assert sorted(optional) == sorted(left_out)
    assert set(re.findall(r"^export type (\w+) =", text, re.MULTILINE)) >= set(
        document["components"]["schemas"]
    )
