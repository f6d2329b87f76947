"""The command `mcp`."""

import asyncio
from importlib.util import find_spec

from app.cli.bootstrap import fail, load_catalog, load_settings, require_migrated_engine


def mcp_command() -> None:
    """Serve assistants on standard input and output, by the Model Context Protocol."""
    if not find_spec("mcp"):
        fail("mcp needs more packages: install gutbone[mcp].")
    # Late: only the extra `mcp` has the packages.
    from app.agents.mcp_server import serve_stdio

    catalog = load_catalog(require_migrated_engine(load_settings()))
    asyncio.run(serve_stdio(lambda: catalog))
