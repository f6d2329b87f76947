"""`gutbone check --watch`: check the content after each change, and serve its pages meanwhile."""

import asyncio
import socket
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import typer
import uvicorn
import watchfiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.cli.bootstrap import load_catalog
from app.cli.content_source import in_memory_engine, print_check, print_issues
from app.cli.listening import address_of, listen
from app.config import Settings
from app.content.content_reader import read_content
from app.content.validation import ContentError
from app.db.engine import make_engine
from app.main import create_app
from app.server.state.release_holder import ReleaseHolder

RELOAD_SECONDS = 2
"""Seconds after which a browser asks for a page again."""


class ReloadingPages:
    """Tells browsers to ask for each page again and again, so that they show what was just saved."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the header field to responses that are pages."""

        async def send_reloading(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Refresh"] = str(RELOAD_SECONDS)
            await send(message)

        await self._app(scope, receive, send_reloading)


def watch_content(settings: Settings) -> None:
    """Check and serve until the process is interrupted."""
    listener = listen("", settings.host, settings.port)
    asyncio.run(_watch(settings, listener))


async def _watch(settings: Settings, listener: socket.socket) -> None:
    changes = watchfiles.awatch(settings.content_dir)
    while (catalog := await asyncio.to_thread(_check, settings)) is None:
        await anext(changes)
    state = ReleaseHolder(catalog, settings.cache_bytes)
    quiet = settings.model_copy(update={"refresh_interval": 0, "access_log": False, "workers": 1})
    app = ReloadingPages(create_app(quiet, state, make_engine("sqlite://")))
    server = uvicorn.Server(uvicorn.Config(app, ws="none", access_log=False, log_config=None))
    typer.echo(f"Preview of {settings.content_dir} on {address_of(listener)}")
    following = asyncio.create_task(_follow(settings, changes, state))
    await server.serve([listener])
    following.cancel()


async def _follow(settings: Settings, changes: AsyncIterator[object], state: ReleaseHolder) -> None:
    async for _ in changes:
        catalog = await asyncio.to_thread(_check, settings)
        if catalog is not None:
            state.replace(catalog)


def _check(settings: Settings) -> Catalog | None:
    """Print what is wrong with the content; return its catalog, or None where it has errors."""
    try:
        content = read_content(settings.content_dir, KINDS, drafts=True)
    except ContentError as error:
        typer.secho(f"{error}; the preview shows the text before it.", fg="red", err=True)
        print_issues(error.issues)
        return None
    print_check(content)
    return load_catalog(in_memory_engine(content))
