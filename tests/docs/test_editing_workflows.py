"""The editor settings and the workflows of content pull requests fit the content and the commands."""

import json
import re
from typing import Any

import yaml

from app.catalog.registry import KINDS
from app.cli import COMMANDS
from tests.docs.markdown_pages import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text("utf-8"))
    return read


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in workflow(name)["jobs"].values() for step in job["steps"]]


def test_editor_maps_a_schema_to_the_files_of_each_kind() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    expected = {f"build/schemas/{kind.path}.json": f"seed_data/{kind.path}/*.yaml" for kind in KINDS}
    assert settings["yaml.schemas"] == expected


def test_workflows_run_commands_there_are() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        assert set(re.findall(r"gutbone ([a-z]+)", text)) <= set(COMMANDS)
        assert set(re.findall(r"run: make ([a-z-]+)", text)) <= targets


def test_workflow_with_foreign_code_may_not_write() -> None:
    assert workflow("content.yml")["permissions"] == {"contents": "read"}
    assert steps("content.yml")[0]["with"]["persist-credentials"] is False


def test_workflow_that_may_write_runs_no_foreign_code() -> None:
    for step in steps("content-comment.yml"):
        assert "uses" not in step
        # An expression in a script would be text of a stranger that the shell runs.
        assert "${{" not in step["run"]


def test_no_workflow_puts_text_of_a_pull_request_into_a_script() -> None:
    for path in WORKFLOWS:
        assert [step["run"] for step in steps(path.name) if "${{" in step.get("run", "")] == []
