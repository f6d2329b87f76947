"""The command line, `gutbone`: one module for each group of commands.

A command is imported when it runs, so that `gutbone serve` imports nothing that only editors use.
"""

import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from app.core.errors import InconsistentCodeError

EDITING = ("new", "warn", "rename", "retract", "schema")
REVIEW = ("diff", "impact", "overdue")
CLINICAL = ("review-pack", "review-import")
COMMANDS = (
    "check",
    *EDITING,
    *REVIEW,
    *CLINICAL,
    "literature",
    "migrate",
    "load",
    "release",
    "withdraw",
    "serve",
    "mcp",
    "export",
    "openapi",
)
"""The names of the commands, in the order in which they are used."""


def import_command(name: str) -> Callable[..., None]:
    """Import a command; the imports are late because each is as large as what it needs."""
    module: Any
    if name in EDITING:
        from app.cli import editing as module
    elif name in REVIEW:
        from app.cli import review as module
    elif name in CLINICAL:
        from app.cli import clinical_review as module
    elif name == "serve":
        from app.cli import serve as module
    elif name == "literature":
        from app.cli import literature as module
    elif name == "mcp":
        from app.cli import mcp as module
    elif name == "export":
        from app.cli import export as module
    elif name == "openapi":
        from app.cli import openapi as module
    elif name == "withdraw":
        from app.cli import withdraw as module
    else:
        from app.cli import content_commands as module
    command: Callable[..., None] = getattr(module, f"{name.replace('-', '_')}_command")
    return command


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
