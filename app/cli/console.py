"""Output of the command line; an error is one clear line, never a traceback."""

from typing import NoReturn

import typer


def fail_on_database(error: Exception) -> NoReturn:
    """Print why the database cannot be used, and exit with code 1."""
    fail(f"The database cannot be used: {getattr(error, 'orig', None) or error}")


def fail(message: str) -> NoReturn:
    """Print the first line of a message on standard error, and exit with code 1."""
    typer.secho(printable(message.splitlines()[0]), fg="red", err=True)
    raise typer.Exit(1)


def printable(text: str) -> str:
    """Return a text with characters that cannot be printed, line breaks too, as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
