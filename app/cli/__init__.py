"""The command line, `gutbone`: one module for each kind of person who uses it, imported when it is needed.

`gutbone serve` so imports nothing that only editors need: half of what there is.
"""

import gc
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "check": "app.cli.content_commands",
    "migrate": "app.cli.content_commands",
    "load": "app.cli.content_commands",
    "release": "app.cli.content_commands",
    "serve": "app.cli.serve",
    "export": "app.cli.export",
    "openapi": "app.cli.openapi",
}
"""In which module each command is, as the function `<name>_command`."""


class Commands(TyperGroup):
    """The commands by name; each is imported when it is asked for."""

    def list_commands(self, _context: Any) -> list[str]:
        """Return the names, in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, _context: Any, name: str) -> Any:
        """Return a command, or None where there is none of this name."""
        if name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[name]), f"{name}_command")
        # What is imported stays: the garbage collector need not look at it again.
        gc.freeze()
        gc.enable()
        alone = typer.Typer(add_completion=False)
        alone.command(name)(command)
        return typer.main.get_command(alone)


cli = typer.Typer(cls=Commands, no_args_is_help=True)


@cli.callback()
def gutbone() -> None:
    """Gutbone: evidence-graded guidance on the gut-bone axis."""


def main() -> None:
    """Run the command line."""
    # Importing makes much and throws away little: looking for garbage meanwhile takes a quarter of the start.
    gc.disable()
    cli()
