"""What a server imports: nothing of PostgreSQL where it serves a SQLite file."""

import subprocess
import sys

from tests.cli.gutbone import ROOT, environment

PROGRAM = """
import sys
from app.cli import serving
from app.database import make_engine
make_engine(sys.argv[1])
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"psycopg", "alembic", "yaml"}))
"""


def imported_for(url: str) -> str:
    command = [sys.executable, "-c", PROGRAM, url]
    done = subprocess.run(command, cwd=ROOT, env=environment({}), check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_only_a_server_of_postgresql_imports_its_driver() -> None:
    assert imported_for("sqlite:///somewhere.db") == ""
    assert imported_for("postgresql://somebody@127.0.0.1/something") == "psycopg"
