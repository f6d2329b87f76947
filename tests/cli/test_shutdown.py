"""Graceful shutdown on SIGTERM, at any moment."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.cli import TIMEOUT, environment, loaded_database_url

PROGRAM = """
import os, signal, sys

moment, wake = sys.argv.pop(), signal.set_wakeup_fd

def terminate():
    os.kill(os.getpid(), signal.SIGTERM)

def woken(*arguments, **named):
    terminate()
    return wake(*arguments, **named)

if moment == "as its loop begins":
    signal.set_wakeup_fd = woken  # which a loop calls just before it runs

import typer
import uvicorn
from app.cli import main

echo = typer.echo

def told(line):
    echo(line)
    if line.startswith("Serving release "):
        terminate()

if moment == "when it says that it serves":
    typer.echo = told

run = uvicorn.Server.run

def watched(server, sockets):
    if moment == "before its loop":
        terminate()
    if moment == "after its loop":
        server.should_exit = True
    run(server, sockets)
    if moment == "after its loop":
        terminate()

uvicorn.Server.run = watched
main()
"""
"""Serve, and send SIGTERM to itself at the moment that the last argument names."""


@pytest.mark.parametrize(
    ("moment", "workers"),
    [
        ("when it says that it serves", 1),
        ("when it says that it serves", 2),
        ("before its loop", 1),
        ("as its loop begins", 1),
        ("after its loop", 1),
    ],
)
def test_sigterm_during_startup_or_twice_exits_cleanly(moment: str, workers: int, tmp_path: Path) -> None:
    settings = {
        "database_url": loaded_database_url(tmp_path / "gutbone.db"),
        "port": 0,
        "workers": workers,
    }
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, "serve", moment],
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Serving release ")
