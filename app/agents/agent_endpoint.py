"""The address of assistants, `/mcp`: off unless a setting turns it on."""

from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from starlette.routing import Route

from app.config import Settings
from app.server.state.release_holder import ReleaseHolder

PATH = "/mcp"


class AgentEndpoint:
    """Serves assistants behind the same middleware as every other address, or not at all."""

    def __init__(self, settings: Settings, release_holder: ReleaseHolder) -> None:
        """Prepare the endpoint, if the settings turn it on."""
        self._manager: Any = None
        if settings.mcp:
            # Late: only the extra `mcp` has the packages.
            from app.agents.mcp_server import make_session_manager

            self._manager = make_session_manager(
                lambda: release_holder.current.catalog, settings.max_body_bytes
            )

    def run(self) -> AbstractAsyncContextManager[None]:
        """Return the context in which requests are served."""
        return self._manager.run() if self._manager else nullcontext()

    def add_route(self, api: Any) -> None:
        """Add the address to an application."""
        if self._manager:
            # Late, as above.
            from app.agents.mcp_server import http_endpoint

            api.router.routes.append(Route(PATH, http_endpoint(self._manager), methods=["POST"]))
            api.state.templates = [*api.state.templates, PATH]
