"""The Python client: installs from its wheel, type-checks, works with a server, accepts new values."""

import json
import shutil
import sys
from pathlib import Path

import pytest

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
NEW_VALUE = """\
import json, sys
from gutbone_client.models import Certainty, ClaimCard, Problem, Severity

card = json.loads(sys.stdin.read())
assert ClaimCard.from_dict(card).certainty is Certainty.LOW
new = ClaimCard.from_dict(card | {"certainty": "beyond_doubt"})
assert new.certainty == "beyond_doubt" and new.certainty not in set(Certainty)
assert new.to_dict()["certainty"] == "beyond_doubt"
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
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    example = document["paths"]["/v1/food-sources/{slug}"]["get"]["responses"]["200"]["content"]
    claims = example["application/json"]["example"]["data"]["claims"]
    card = next(claim for claim in claims if claim["certainty"] == "low")
    program = NEW_VALUE.replace("sys.stdin.read()", repr(json.dumps(card)))
    run(project / "venv" / "bin" / "python", "-c", program, cwd=project)
