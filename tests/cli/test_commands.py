"""The commands, run as processes: output, exit codes and error messages."""

import json
import signal
import socket
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.catalog.registry import KINDS
from tests.fixtures.cli import (
    SAMPLE_CONTENT,
    CommandResult,
    loaded_database_url,
    run_cli,
    run_subprocess,
    running_server,
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return loaded_database_url(tmp_path_factory.mktemp("commands") / "gutbone.db")


def refusal(result: CommandResult) -> str:
    """Return the one line that a command says when it cannot do what it is asked."""
    assert result.code not in {0, None}
    assert result.out == ""
    assert len(result.err.splitlines()) == 1, result.err
    assert "Traceback" not in result.err
    return result.err


def refused(*arguments: str, **settings: object) -> str:
    return refusal(run_cli(*arguments, **{"content_dir": SAMPLE_CONTENT, **settings}))


def test_migrate_load_serve_and_shut_down(tmp_path: Path) -> None:
    settings: dict[str, Any] = {
        "database_url": f"sqlite:///{tmp_path}/new.db",
        "content_dir": SAMPLE_CONTENT,
        "port": 0,
    }
    assert "gutbone migrate" in refusal(run_subprocess("serve", **settings))
    assert run_subprocess("migrate", **settings).code == 0
    assert "gutbone load" in refusal(run_subprocess("serve", **settings))
    assert run_subprocess("load", **settings).code == 0

    with (
        running_server(**settings) as server,
        httpx.Client(base_url=server.address, trust_env=False) as client,
    ):
        ready = client.get("/health/ready").json()
        entry = client.get("/v1/terms/moonrot").json()
        assert server.stop() == 0

    assert server.startup_line == f"Serving release {ready['release']} on {server.address}"
    assert ready["entries"] == len(list(SAMPLE_CONTENT.glob("*/*.yaml")))
    assert entry["data"]["slug"] == "moonrot"
    assert [json.loads(line)["path"] for line in server.errors.splitlines()] == [
        "/health/ready",
        "/v1/terms/moonrot",
    ]


def test_read_only_database_can_be_served(url: str) -> None:
    with socket.socket() as free:
        try:
            free.bind(("127.0.0.2", 0))
        except OSError:
            pytest.skip("this machine has one loopback address only")
        port = free.getsockname()[1]
    readable = f"sqlite:///file:{url.removeprefix('sqlite:///')}?mode=ro&immutable=1&uri=true"

    with running_server(database_url=readable, host="127.0.0.2", port=port) as server:
        assert server.address == f"http://127.0.0.2:{port}"
        assert httpx.get(f"{server.address}/v1/terms", trust_env=False).json()["page"]["total"] == 2
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
        assert server.stop(signal.SIGINT) == 0

    assert "Traceback" not in server.errors


def test_database_url_setting_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, folder = tmp_path / "named.db", tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)

    assert run_cli("migrate", database_url=f"sqlite:///{named}").code == 0
    assert (named.exists(), list(folder.iterdir())) == (True, [])
    assert run_cli("migrate").code == 0
    assert [path.name for path in folder.iterdir()] == ["gutbone.db"]


def test_migrate_is_idempotent(tmp_path: Path) -> None:
    database = tmp_path / "twice.db"

    first = run_cli("migrate", database_url=f"sqlite:///{database}")
    held = database.read_bytes()
    second = run_cli("migrate", database_url=f"sqlite:///{database}")

    assert (second.code, second.out) == (0, first.out)
    assert database.read_bytes() == held


def test_openapi_command_is_deterministic_without_database() -> None:
    first = run_subprocess(
        "openapi", content_dir=SAMPLE_CONTENT, database_url="postgresql://nobody@127.0.0.1:1/none"
    )
    second = run_cli("openapi", content_dir=SAMPLE_CONTENT)

    assert (first.code, first.err) == (0, "")
    assert first.out == second.out
    paths = json.loads(first.out)["paths"]
    assert {f"/v1/{kind.path}" for kind in KINDS} <= paths.keys()


def test_missing_tables_give_one_line_error(tmp_path: Path) -> None:
    assert "gutbone migrate" in refused("load", database_url=f"sqlite:///{tmp_path}/empty.db")


@pytest.mark.parametrize(
    ("revision", "command", "word"),
    [
        (None, "serve", "gutbone migrate"),
        (None, "load", "gutbone migrate"),
        ("9999", "serve", "upgrade Gutbone"),
        ("9999", "load", "upgrade Gutbone"),
        ("9999", "migrate", "9999"),
    ],
)
def test_schema_revision_mismatch_gives_one_line_error(
    revision: str | None, command: str, word: str, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/other.db"
    run_cli("migrate", database_url=url)
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("DELETE FROM alembic_version")
        if revision is not None:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
        connection.commit()
    connection.close()

    assert word in refused(command, database_url=url)


@pytest.mark.parametrize("command", ["migrate", "load", "serve"])
@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "",
        "postgresql+nosuch://someone:secret@127.0.0.1/x",
        "sqlite:////nowhere/at/all/x.db",
        f"sqlite:///{SAMPLE_CONTENT}",
        f"sqlite:///{SAMPLE_CONTENT}/guide.yaml",
    ],
)
def test_unusable_database_gives_one_line_error(command: str, url: str) -> None:
    message = refused(command, database_url=url)

    assert "database" in message.lower()
    assert "secret" not in message


def test_port_in_use_gives_one_line_error(url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert str(port) in refusal(run_subprocess("serve", database_url=url, port=port))


def test_invalid_database_url_gives_one_line_error() -> None:
    assert "GUTBONE_DATABASE_URL" in refusal(run_subprocess("serve", database_url="nonsense"))


@pytest.mark.parametrize("host", ["192.0.2.1", "x" * 70 + ".example"])
def test_unusable_host_gives_one_line_error(host: str, url: str) -> None:
    assert host in refused("serve", database_url=url, host=host, port=0)


@pytest.mark.parametrize("command", ["check", "migrate", "load", "serve", "openapi"])
@pytest.mark.parametrize("port", ["eighty", "70000", "-1", ""])
def test_invalid_setting_gives_one_line_error(command: str, port: str) -> None:
    assert refused(command, port=port).startswith("GUTBONE_PORT: ")


def test_unknown_command_gives_usage_error() -> None:
    result = run_cli("sevre")

    assert result.code == 2
    assert "sevre" in result.err
