"""The command line, `gutbone`: one module for each kind of person who uses it."""

import typer

from app.cli.content import check_command, load_command, migrate_command, release_command
from app.cli.contract import openapi_command
from app.cli.exporting import export_command
from app.cli.serving import serve_command

cli = typer.Typer(help="Gutbone: evidence-graded guidance on the gut-bone axis.", no_args_is_help=True)
cli.command("check")(check_command)
cli.command("migrate")(migrate_command)
cli.command("load")(load_command)
cli.command("release")(release_command)
cli.command("serve")(serve_command)
cli.command("export")(export_command)
cli.command("openapi")(openapi_command)


def main() -> None:
    """Run the command line."""
    cli()
