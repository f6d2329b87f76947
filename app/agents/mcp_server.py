"""The Model Context Protocol, by its official SDK: on standard input and output, and over HTTP."""

from collections.abc import Callable
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.concurrency import run_in_threadpool

from app import __version__
from app.agents.tools import INSTRUCTIONS, TOOLS, ToolError, call_tool
from app.catalog.catalog import Catalog

READ_ONLY = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
GetCatalog = Callable[[], Catalog]


def make_server(get_catalog: GetCatalog) -> Server[Any]:
    """Return a server that answers from the current release."""

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    description=tool.description,
                    input_schema=tool.input_schema,
                    annotations=READ_ONLY,
                )
                for tool in TOOLS
            ]
        )

    async def call(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            text = await run_in_threadpool(call_tool, get_catalog(), params.name, params.arguments or {})
        except ToolError as error:
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        return types.CallToolResult(content=[types.TextContent(text=text)])

    server = Server(
        "gutbone", version=__version__, instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call
    )
    server.middleware.clear()  # traces are ours, and off by default
    return server


def make_session_manager(get_catalog: GetCatalog, max_body_bytes: int) -> StreamableHTTPSessionManager:
    """Return what serves the protocol over HTTP: no sessions, one JSON answer a request."""
    return StreamableHTTPSessionManager(
        make_server(get_catalog), json_response=True, stateless=True, max_request_body_size=max_body_bytes
    )


def http_endpoint(manager: StreamableHTTPSessionManager) -> StreamableHTTPASGIApp:
    """Return the ASGI application of the endpoint."""
    return StreamableHTTPASGIApp(manager)


async def serve_stdio(get_catalog: GetCatalog) -> None:
    """Serve one client on standard input and output until it closes them."""
    server = make_server(get_catalog)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
