"""The Python client: installs from its wheel, type-checks, works with a server, accepts new values."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.tests.later_answers import NEW_VALUE, LaterAnswers, cautions_in
from clients.tests.tour import check_tour, fails, run
from tests.fixtures.cli import ROOT

BEFORE = """\
from gutbone_client import Client
from gutbone_client.api.food_sources import get_food_source, list_food_sources
from gutbone_client.models import FoodSource
def look(food: FoodSource, client: Client) -> None:
"""
MISTAKES = {
    "food.article.note": "union-attr",
    "food.certanty": "attr-defined",
    "get_food_source.sync('natto', client=client).data": "union-attr",
    "list_food_sources.sync(client=client, diet=['vegan'])": "list-item",
}
"""Lines that must not pass, and the code of the mistake that mypy tells for each."""
NEW_SEVERITY = """\
import json, sys
from gutbone_client.models import CautionLine, Severity

card = json.loads(sys.stdin.read())
assert CautionLine.from_dict(card).severity == Severity.AVOID
new = CautionLine.from_dict(card | {"severity": "beyond_doubt"})
assert new.severity == "beyond_doubt" and new.severity not in set(Severity)
assert new.to_dict()["severity"] == "beyond_doubt"
"""


PARSE = """\
import json, sys
from gutbone_client import models

answers = json.loads(sys.stdin.read())
print(json.dumps([getattr(models, name).from_dict(answer).to_dict() for name, answer in answers]))
"""


@pytest.fixture(scope="module")
def project(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder outside the repository with a virtualenv that has the wheel."""
    folder = tmp_path_factory.mktemp("python")
    (wheel,) = (built / "python" / "dist").glob("gutbone_client-*.whl")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    python, tools = folder / "venv" / "bin" / "python", built / "tools" / "python"
    alone = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    run(python, "-m", "pip", "install", *alone, wheel, cwd=folder)
    # What it needs is installed already, for what wrote it: nothing is fetched while tests run.
    (own,), (other,) = ((root / "lib").glob("python*/site-packages") for root in (folder / "venv", tools))
    (own / "needed.pth").write_text(f"{other}\n", encoding="utf-8")
    shutil.copy(ROOT / "clients" / "python" / "tour.py", folder)
    return folder


def mypy(project: Path) -> list[str | Path]:
    """Return the command that checks types by the client that the project installed."""
    strict: list[str | Path] = [
        "--strict",
        "--config-file=",
        "--python-executable",
        project / "venv" / "bin" / "python",
    ]
    return [sys.executable, "-m", "mypy", *strict]


def test_tour_type_checks_and_prints_the_api_values(project: Path, address: str) -> None:
    run(*mypy(project), "tour.py", cwd=project)
    check_tour(run(project / "venv" / "bin" / "python", "tour.py", address, cwd=project), address)


def test_type_error_is_reported(project: Path) -> None:
    (project / "mistakes.py").write_text(BEFORE + "".join(f"    {code}\n" for code in MISTAKES))
    found = fails(*mypy(project), "mistakes.py", cwd=project).splitlines()
    for line, (code, said) in enumerate(MISTAKES.items(), start=BEFORE.count("\n") + 1):
        errors = [one for one in found if one.startswith(f"mistakes.py:{line}:")]
        assert any(one.endswith(f"[{said}]") for one in errors), f"{code}: {errors}"


def test_unknown_enumeration_value_is_accepted(project: Path) -> None:
    card = {"slug": "milk-allergy", "severity": "avoid", "sentence": "If you have milk allergy: avoid kefir."}
    program = NEW_SEVERITY.replace("sys.stdin.read()", repr(json.dumps(card)))
    run(project / "venv" / "bin" / "python", "-c", program, cwd=project)


def examples(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield the schema and the example of every answer that has one."""
    for operations in document["paths"].values():
        for operation in operations.values():
            media = operation["responses"]["200"]["content"].get("application/json", {})
            if "example" in media and "$ref" in media["schema"]:
                yield media["schema"], media["example"]


@pytest.mark.parametrize("later", [{}, {"members": True}, {"values": True}], ids=str)
def test_answers_of_a_later_release_keep_their_cautions(later: dict[str, bool], project: Path) -> None:
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    answers = [
        (schema["$ref"].rpartition("/")[2], LaterAnswers(document, **later).answer(schema, example))
        for schema, example in examples(document)
    ]
    assert (NEW_VALUE in json.dumps(answers)) is later.get("values", False)
    (project / "answers.json").write_text(json.dumps(answers))
    program = PARSE.replace("sys.stdin.read()", 'open("answers.json").read()')
    printed = json.loads(run(project / "venv" / "bin" / "python", "-c", program, cwd=project))
    expected = [cautions_in(answer) for _, answer in answers]
    assert [cautions_in(answer) for answer in printed] == expected
    assert any(expected)
