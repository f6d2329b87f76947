"""Contradictory declarations are rejected by name: filters, columns, migrations."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalog.registry import KINDS
from app.content.rows import check_table
from app.db.table_revision import MultipleHeadsError, head_revision
from app.kinds.claims import KIND as CLAIMS
from app.kinds.kind_tables import TABLES
from app.kinds.sources import KIND as SOURCES
from app.schemas.filters import field_in
from app.schemas.kind import KindDeclarationError
from tests.fixtures.cli import COMMAND, ROOT, SAMPLE_CONTENT, CommandResult, environment
from tests.network_guard.audit_hook import path_for_children

pytestmark = pytest.mark.full_suite

COPIED = ("app", "migrations")
MIGRATION = 'revision = "{}"\ndown_revision = "{}"\n\n\ndef upgrade() -> None:\n    pass\n'
Run = Callable[..., CommandResult]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def run(project: Path) -> Run:
    """Return what runs a command line in the copy."""
    settings: dict[str, object] = {
        "content_dir": SAMPLE_CONTENT,
        "database_url": f"sqlite:///{project / 'copy.db'}",
    }

    def run(*command: str) -> CommandResult:
        result = subprocess.run(
            command,
            env=environment(settings) | {"PYTHONPATH": path_for_children(project)},
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        return CommandResult(result.returncode, result.stdout, result.stderr)

    return run


def insert(path: Path, before: str, line: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, line + before), encoding="utf-8")


def the_line(result: CommandResult) -> str:
    """Return the one line that a command failed with."""
    assert (result.code, result.out) == (1, "")
    (line,) = result.err.splitlines()
    return line


def test_a_query_parameter_without_a_filter_is_an_error_at_import(project: Path, run: Run) -> None:
    insert(
        project / "app" / "kinds" / "food_sources.py",
        "    sodium: tuple[",
        '    live_sold: tuple[Live, ...] = Field((), description="As sold.")\n',
    )
    imported = run(sys.executable, "-c", "import app.catalog.registry")

    assert imported.code == 1
    error = imported.err.splitlines()[-1]
    assert re.search(r"KindDeclarationError: kind food-sources: .*'live_sold'.* has no filter", error)
    for command in ("load", "serve"):
        assert "kind food-sources: the query parameter 'live_sold'" in the_line(run(*COMMAND, command))


def test_a_field_without_a_column_is_named_by_every_command(project: Path, run: Run) -> None:
    insert(
        project / "app" / "schemas" / "food.py",
        "    pairings: tuple[",
        '    shelf_life: LongTexts = Field((), description="How long it keeps.")\n',
    )
    for command in ("check", "load"):
        line = the_line(run(*COMMAND, command))
        assert line == "kind food-sources: the field 'shelf_life' has no column in FoodSourceRow"


def test_two_heads_of_migrations_are_refused_in_one_line(project: Path, run: Run) -> None:
    for name in ("9001", "9002"):
        file = project / "migrations" / "versions" / f"2030_01_01_{name}.py"
        file.write_text(MIGRATION.format(name, head_revision()), encoding="utf-8")

    for command in ("migrate", "serve"):
        line = the_line(run(*COMMAND, command))
        assert line == "The migrations have 2 heads, 9001 and 9002: run 'alembic merge heads' first."


def test_a_merge_of_two_heads_is_the_one_head(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    assert head_revision(tmp_path) is None
    for name in ("9001", "9002"):
        (versions / f"{name}.py").write_text(MIGRATION.format(name, "0001"), encoding="utf-8")
    with pytest.raises(MultipleHeadsError):
        head_revision(tmp_path)

    merge = "revision: str = '9003'\ndown_revision: str | Sequence[str] | None = ('9001', '9002')\n"
    (versions / "merge.py").write_text(merge, encoding="utf-8")

    assert head_revision(tmp_path) == "9003"


def test_a_filter_without_a_query_parameter_is_an_error() -> None:
    with pytest.raises(
        KindDeclarationError, match="kind claims: the filter 'scope' is not a query parameter"
    ):
        replace(CLAIMS, filters={**CLAIMS.filters, "scope": field_in("scope")})


def test_a_reference_parameter_that_is_no_query_parameter_is_an_error() -> None:
    with pytest.raises(KindDeclarationError, match="kind claims: the reference parameter 'food'"):
        replace(CLAIMS, reference_parameters={"food": ("food-sources",)})


def test_an_answer_has_the_stored_and_the_derived_fields_and_no_others() -> None:
    with pytest.raises(KindDeclarationError, match="'citation' of Source is neither stored nor derived"):
        replace(SOURCES, derive=CLAIMS.derive)
    with pytest.raises(
        KindDeclarationError, match="the field 'statement' of ClaimDocument is missing in Source"
    ):
        replace(CLAIMS, entry=SOURCES.entry)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_a_column_without_a_field_and_a_missing_table_are_errors(kind: object) -> None:
    assert isinstance(kind, type(CLAIMS))
    check_table(kind)
    with pytest.raises(KindDeclarationError, match=f"kind {kind.path}: it has no table"):
        check_table(kind, {})
    other = SOURCES if kind is not SOURCES else CLAIMS
    with pytest.raises(
        KindDeclarationError, match=f"the column '[a-z_]+' of {TABLES[other.path].__name__} has no"
    ):
        check_table(kind, {kind.path: TABLES[other.path]})


def test_a_server_imports_neither_the_object_mapper_nor_the_tables_of_kinds() -> None:
    program = "import sys, app.cli.serve; print([name for name in sys.modules if name in {'sqlalchemy.orm', "
    program += "'app.db.tables', 'app.kinds.kind_tables', 'alembic'}])"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )

    assert result.stdout == "[]\n"
