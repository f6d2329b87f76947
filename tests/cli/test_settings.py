"""Settings: a wrong or unknown variable ends the start with one line, and no line contains a password."""

import socket
from pathlib import Path

import httpx
import pytest

from tests.fixtures.cli import loaded_database_url, run_cli, run_subprocess, running_server

CANARY = "qz5d0c1b7e9a4f2386"


def test_unknown_settings_are_refused_all_at_once_with_the_near_ones() -> None:
    ended = run_cli("migrate", ratelimit="1/second", cache_byte="1", xyzzy="1", port="many")
    assert ended.code == 1
    [line] = ended.err.splitlines()
    assert "GUTBONE_RATELIMIT: there is no such setting, did you mean GUTBONE_RATE_LIMIT?" in line
    assert "GUTBONE_CACHE_BYTE: there is no such setting, did you mean GUTBONE_CACHE_BYTES?" in line
    assert "GUTBONE_XYZZY: there is no such setting" in line
    assert "GUTBONE_PORT: " in line


def test_variables_of_the_deployment_are_known(tmp_path: Path) -> None:
    ended = run_cli("migrate", database_url=f"sqlite:///{tmp_path}/a.db", database_password=CANARY)
    assert (ended.code, ended.err) == (0, "")


def test_server_listens_on_the_loopback_address_alone_by_default(tmp_path: Path) -> None:
    with running_server(database_url=loaded_database_url(tmp_path / "world.db"), port=0) as server:
        host, port = server.address.removeprefix("http://").split(":")
        assert host == "127.0.0.1"
        with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
            socket.create_connection(("127.0.0.2", int(port)), timeout=5)
        assert server.stop() == 0


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg://u:{CANARY}@127.0.0.1:1/db",
        f"postgresql+psycopg://u:a@{CANARY}@127.0.0.1:1/db",
        f"postgresql+psycopg://u:a/{CANARY}@127.0.0.1:1/db",
        f"postgresql+psycopg://u:{CANARY}@127.0.0.1:port/db",
        f"postgresql+psycopg://u@127.0.0.1:1/db?password={CANARY}",
        f"postgresql+nothing://u:{CANARY}@127.0.0.1:1/db",
        f"postgresql//u:{CANARY}@127.0.0.1:1/db",
        f"sqlite://u:{CANARY}@h/db",
    ],
)
def test_database_password_is_in_no_error(url: str) -> None:
    ended = run_subprocess("serve", database_url=url, port=0)
    assert ended.code == 1
    assert len(ended.err.splitlines()) == 1
    assert CANARY not in ended.err + ended.out


@pytest.mark.parametrize(
    "url",
    [
        f"redis://:a/{CANARY}@127.0.0.1:1",
        f"redis://:{CANARY}@127.0.0.1:port",
        f"redis://:{CANARY}#@127.0.0.1:1/0",
        f"redis://:{CANARY}@127.0.0.1:1/0?nothing=1",
        f"redis://:{CANARY}@[::1/0",
        f"memcached://:{CANARY}@127.0.0.1",
    ],
)
def test_redis_password_is_in_no_error(url: str) -> None:
    ended = run_subprocess("serve", rate_limit="5/minute", rate_limit_storage=url, port=0)
    assert ended.code == 1
    assert len(ended.err.splitlines()) == 1
    assert CANARY not in ended.err + ended.out


@pytest.mark.full_suite
def test_redis_password_is_in_no_log_of_a_lost_redis(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    storage = f"redis://u:{CANARY}@127.0.0.1:1/0"
    with running_server(
        database_url=url, port=0, rate_limit="5/minute", rate_limit_storage=storage
    ) as server:
        with httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client:
            assert client.get("/v1/terms").status_code == 200
        assert server.stop() == 0
    assert "redis lost" in server.errors
    assert CANARY not in server.errors
