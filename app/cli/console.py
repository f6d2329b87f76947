"""What the command line says, and how it fails: one clear line, never a traceback."""

from typing import NoReturn

import typer


def fail_on_database(error: Exception) -> NoReturn:
    """Say why the database cannot be used, and end with code 1."""
    fail(f"The database cannot be used: {getattr(error, 'orig', None) or error}")


def fail(message: str) -> NoReturn:
    """Say what is wrong on one line of the standard error, and end with code 1."""
    typer.secho(plain(message.splitlines()[0]), fg="red", err=True)
    raise typer.Exit(1)


def say(message: str) -> None:
    """Say one line on the standard output, however long."""
    typer.echo(message)


def plain(text: str) -> str:
    """Return a text on one line; what cannot be shown is shown as its escape."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
