"""The steps of docs/adding-a-kind.md, executed in a copy of the repository."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import httpx

from tests.docs.command_runner import CommandRunner, command_runner
from tests.docs.markdown_pages import ROOT, difference, fences
from tests.fixtures.cli import TIMEOUT

PAGE = ROOT / "docs" / "adding-a-kind.md"
COPIED = ("app", "gutbone", "migrations", "seed_data", "pyproject.toml")


def put(tree: Path, file: str, text: str, *, is_change: bool) -> None:
    """Write a printed file, or change one as the printed hunks say."""
    path = tree / file
    if not is_change:
        assert not path.exists(), file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    changed = path.read_text(encoding="utf-8")
    for hunk in text.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert changed.count(before) == 1, f"{file} does not hold the printed lines once:\n{before}"
        changed = changed.replace(before, after)
    path.write_text(changed, encoding="utf-8")


def follow(runner: CommandRunner) -> None:
    """Write every printed file and run every printed command, in order; compare the printed answers."""
    output = ""
    for fence in fences(PAGE.read_text(encoding="utf-8")):
        if fence.file:
            put(runner.folder, fence.file, fence.text, is_change=fence.language == "diff")
        for command in fence.commands:
            output = runner.run(command)
        if fence.language == "json":
            assert difference(json.loads(fence.text), json.loads(output)) is None


def get(runner: CommandRunner, path: str) -> httpx.Response:
    return httpx.get(f"http://{runner.address}{path}", trust_env=False, timeout=TIMEOUT)


def data(runner: CommandRunner, path: str) -> Any:
    return get(runner, path).raise_for_status().json()["data"]


def check_entries(runner: CommandRunner) -> None:
    """The kind lists and gets; cautions come along, and links lead both ways."""
    listed = data(runner, "/v1/recipes")
    assert [recipe["slug"] for recipe in listed] == ["kefir-with-oats-and-banana", "leek-and-onion-soup"]
    recipe = data(runner, "/v1/recipes/kefir-with-oats-and-banana")
    assert recipe == listed[0]
    assert recipe["minutes"] == 5
    uses = [food["href"] for food in recipe["uses"]]
    assert uses == ["/v1/food-sources/kefir", "/v1/prebiotics/oats", "/v1/prebiotics/banana"]
    carried = {caution["slug"] for caution in recipe["cautions"]}
    for href in uses:
        food = data(runner, href)
        assert food["cautions"]
        assert {caution["slug"] for caution in food["cautions"]} <= carried
        back = {other["relation"] for other in food["related"] if other["href"] == recipe["href"]}
        assert back == {"used_in"}


def check_queries(runner: CommandRunner) -> None:
    """Filters, mistakes and the contract follow from the declaration alone."""
    assert [recipe["slug"] for recipe in data(runner, "/v1/recipes?moment=dinner")] == ["leek-and-onion-soup"]
    unknown = get(runner, "/v1/recipes/leek-and-onion-soap")
    assert unknown.status_code == 404
    assert unknown.json()["did_you_mean"][0] == "leek-and-onion-soup"
    wrong = get(runner, "/v1/recipes?uses=prebiotics/leak")
    assert wrong.status_code == 404
    assert "prebiotics/leek" in wrong.json()["errors"][0]["did_you_mean"]
    paths = get(runner, "/openapi.json").json()["paths"]
    assert paths["/v1/recipes"]["get"]["operationId"] == "list_recipes"
    assert paths["/v1/recipes/{slug}"]["get"]["operationId"] == "get_recipe"


def check_migration(tree: Path) -> None:
    """The generated migration creates one table and does nothing else."""
    known = {path.name for path in (ROOT / "migrations" / "versions").glob("*.py")}
    added = [path for path in (tree / "migrations" / "versions").glob("*.py") if path.name not in known]
    assert len(added) == 1
    operations = re.findall(r"\bop\.(\w+)\(\s*\"?(\w*)", added[0].read_text(encoding="utf-8"))
    assert [(name, table) for name, table in operations if name != "f"] == [
        ("create_table", "recipe"),
        ("drop_table", "recipe"),
    ]


def check_style(runner: CommandRunner) -> None:
    """The printed code keeps the style of the repository, and its imports go one way."""
    runner.run(".venv/bin/ruff check --no-cache app/kinds app/catalog/registry.py")
    runner.run(".venv/bin/ruff format --no-cache --check app/kinds app/catalog/registry.py")
    runner.run(".venv/bin/lint-imports --no-cache")


def test_adding_a_kind_by_the_documented_steps(tmp_path: Path) -> None:
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, tmp_path / name)
    with command_runner(tmp_path, code=tmp_path, content=tmp_path / "seed_data") as runner:
        follow(runner)
        check_entries(runner)
        check_queries(runner)
        check_migration(tmp_path)
        check_style(runner)
