"""What a server imports: nothing of PostgreSQL for a SQLite file, and what counts only with a limit."""

import subprocess
import sys

from tests.cli.gutbone import ROOT, environment

PROGRAM = """
import sys
from app.cli import serving
from app.database import make_engine
from app.settings import Settings
settings = Settings()
make_engine(settings.database_url)
settings.quota()
asked = {"psycopg", "alembic", "yaml", "limits", "redis"}
print(*sorted({name.partition(".")[0] for name in sys.modules} & asked))
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


def test_only_a_server_of_postgresql_imports_its_driver() -> None:
    assert imported_for(database_url="sqlite:///somewhere.db") == ""
    assert imported_for(database_url="postgresql://somebody@127.0.0.1/something") == "psycopg"


def test_only_a_server_with_a_limit_imports_what_counts_and_only_one_that_shares_it_imports_redis() -> None:
    assert imported_for() == ""
    assert imported_for(rate_limit="120/minute") == "limits"
    shared = {"rate_limit": "120/minute", "rate_limit_storage": "redis://127.0.0.1:6379/0"}
    assert imported_for(**shared) == "limits redis"
