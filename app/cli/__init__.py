"""The command line, `gutbone`: one module for each group of commands.

A command is imported when it runs, so that `gutbone serve` imports nothing that only editors use.
"""

import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from app.core.errors import InconsistentCodeError


def _editor_commands() -> dict[str, Callable[..., None]]:
    # Late: editors' commands import YAML, Alembic and rich.
    from app.cli import content_commands as commands

    return {
        "check": commands.check_command,
        "migrate": commands.migrate_command,
        "load": commands.load_command,
        "release": commands.release_command,
    }


def _serve() -> dict[str, Callable[..., None]]:
    # Late: the server is half of all imports.
    from app.cli.serve import serve_command

    return {"serve": serve_command}


def _export() -> dict[str, Callable[..., None]]:
    # Late: the static export imports the server and rich.
    from app.cli.export import export_command

    return {"export": export_command}


def _openapi() -> dict[str, Callable[..., None]]:
    # Late: the contract is made of the whole application.
    from app.cli.openapi import openapi_command

    return {"openapi": openapi_command}


COMMANDS: dict[str, Callable[[], dict[str, Callable[..., None]]]] = {
    "check": _editor_commands,
    "migrate": _editor_commands,
    "load": _editor_commands,
    "release": _editor_commands,
    "serve": _serve,
    "export": _export,
    "openapi": _openapi,
}
"""The function that imports each command."""


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they run."""

    def list_commands(self, _context: Any) -> list[str]:
        """Return the names, in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, _context: Any, name: str) -> Any:
        """Return a command, None if there is none of this name."""
        if name not in COMMANDS:
            return None
        single = typer.Typer(add_completion=False)
        single.command(name)(COMMANDS[name]()[name])
        return typer.main.get_command(single)


cli = typer.Typer(cls=LazyGroup, no_args_is_help=True)


@cli.callback()
def gutbone() -> None:
    """Gutbone: evidence-graded guidance on the gut-bone axis."""


def main() -> None:
    """Run the command line."""
    try:
        cli()
    except InconsistentCodeError as error:
        sys.exit(str(error))
