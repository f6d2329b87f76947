"""The command line, `gutbone`: one module for each group of commands.

A command is imported when it runs, so that `gutbone serve` imports nothing that only editors use.
"""

import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from app.core.errors import InconsistentCodeError

COMMANDS = ("check", "migrate", "load", "release", "withdraw", "serve", "export", "openapi")
"""The names of the commands, in the order in which they are used."""


def import_command(name: str) -> Callable[..., None]:
    """Import a command; the imports are late because each is as large as what it needs."""
    if name == "serve":
        from app.cli.serve import serve_command

        return serve_command
    if name == "export":
        from app.cli.export import export_command

        return export_command
    if name == "openapi":
        from app.cli.openapi import openapi_command

        return openapi_command
    if name == "withdraw":
        from app.cli.withdraw import withdraw_command

        return withdraw_command
    from app.cli import content_commands as commands

    of_editors: dict[str, Callable[..., None]] = {
        "check": commands.check_command,
        "migrate": commands.migrate_command,
        "load": commands.load_command,
        "release": commands.release_command,
    }
    return of_editors[name]


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they run."""

    def list_commands(self, _context: Any) -> list[str]:
        """Return the names."""
        return list(COMMANDS)

    def get_command(self, _context: Any, name: str) -> Any:
        """Return a command, None if there is none of this name."""
        if name not in COMMANDS:
            return None
        single = typer.Typer(add_completion=False)
        single.command(name)(import_command(name))
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
