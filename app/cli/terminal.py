"""The terminal of the commands that take their time or list mistakes; a server has no use for it."""

from rich.console import Console

err = Console(stderr=True)
