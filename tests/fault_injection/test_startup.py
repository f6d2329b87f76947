"""Server start: what it imports, and its errors for a database that it cannot serve.

Every fault of `test_faults.py` that keeps a server from starting is tried there too, while it lasts.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.fixtures.cli import COMMAND, ROOT, TIMEOUT, CommandResult, environment, load_content, run_cli
from tests.fixtures.databases import MakeDatabase
from tests.fixtures.postgres import Postgres, free_port

PROGRAM = """
import sys
from app.cli import serve
from app.config import Settings
from app.db.engine import make_engine
settings = Settings()
make_engine(settings.database_url)
settings.rate_limiter()
asked = {"psycopg", "alembic", "yaml", "limits", "redis", "sqlalchemy.orm", "prometheus_client"}
print(*sorted(asked & sys.modules.keys()))
"""


def imported_for(**settings: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment(settings),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def test_psycopg_is_imported_only_for_postgresql() -> None:
    assert imported_for(database_url="sqlite:///somewhere.db") == ""
    assert imported_for(database_url="postgresql://somebody@127.0.0.1/something") == "psycopg"


def test_limits_and_redis_are_imported_only_when_configured() -> None:
    assert imported_for() == ""
    assert imported_for(rate_limit="120/minute") == ""
    shared = {"rate_limit": "120/minute", "rate_limit_storage": "redis://127.0.0.1:6379/0"}
    assert imported_for(**shared) == "limits redis"


def assert_startup_error(ended: CommandResult, *words: str) -> None:
    """Hold the end of a start against what it has to be: one line, a code, and no secret."""
    assert ended.code == 1
    assert ended.out == ""
    assert ended.err.count("\n") == 1, ended.err
    assert [word for word in words if word not in ended.err] == []
    assert "secret" not in ended.err


SPOILT: dict[str, Callable[[Path], object]] = {
    "gone": lambda _file: None,
    "empty": Path.touch,
    "a folder": Path.mkdir,
    "another kind of file": lambda file: file.write_text("This is no database.\n" * 400),
    "the head alone": lambda file: file.write_bytes(b"SQLite format 3\0" + bytes(84)),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_unusable_sqlite_file_gives_one_line_error_at_startup(
    spoil: Callable[[Path], object], tmp_path: Path
) -> None:
    file = tmp_path / "gutbone.db"
    spoil(file)
    assert_startup_error(run_cli("serve", database_url=f"sqlite:///{file}", port=0))


def test_unusable_postgresql_gives_one_line_error_at_startup(postgres: Postgres) -> None:
    empty = make_url(postgres.create())
    ways = {
        "refused": empty.set(port=free_port()),
        "does not exist": empty.set(database="nowhere"),
        'role "stranger" does not exist': make_url(str(empty).replace("postgres@", "stranger:secret@")),
        "gutbone migrate": empty,
    }
    for words, url in ways.items():
        result = run_cli("serve", database_url=url.render_as_string(hide_password=False), port=0)
        assert_startup_error(result, words)


def test_empty_tables_give_one_line_error_at_startup(empty_database: MakeDatabase) -> None:
    url = empty_database()
    assert run_cli("migrate", database_url=url).code == 0
    assert_startup_error(run_cli("serve", database_url=url, port=0), "gutbone load")


def test_too_few_file_descriptors_give_one_line_error_at_startup(empty_database: MakeDatabase) -> None:
    variables = environment({"database_url": load_content(empty_database()), "port": 0})
    limited = ["sh", "-c", 'ulimit -n 20; exec "$@"', "sh", *COMMAND, "serve"]
    done = subprocess.run(
        limited, env=variables, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    assert_startup_error(CommandResult(done.returncode, done.stdout, done.stderr), "20", "ulimit -n")
