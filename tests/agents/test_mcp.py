"""The Model Context Protocol on standard input and output and over HTTP, asked by two other clients."""

import json
import sys
from pathlib import Path
from typing import Any

import fastmcp
import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.agents.test_tools import CALLS
from tests.fixtures.cli import COMMAND, SEED, environment, loaded_database_url, run_subprocess, running_server

TIMEOUT = 60.0


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return loaded_database_url(tmp_path_factory.mktemp("mcp") / "gutbone.db", SEED)


async def test_sdk_client_calls_every_tool_on_standard_input_and_output(url: str) -> None:
    process = StdioServerParameters(
        command=sys.executable, args=[*COMMAND[1:], "mcp"], env=environment({"database_url": url})
    )
    async with Client(stdio_client(process)) as client:
        listed = await client.list_tools()
        assert {tool.name for tool in listed.tools} == CALLS.keys()
        for name, arguments in CALLS.items():
            answer = await client.call_tool(name, arguments)
            assert not answer.is_error
            assert json.loads(text_of(answer))["release"]


async def test_fastmcp_client_calls_every_tool_over_http(url: str) -> None:
    with running_server(database_url=url, port=0, mcp="true") as server:
        async with fastmcp.Client(f"{server.address}/mcp") as client:
            assert {tool.name for tool in await client.list_tools()} == CALLS.keys()
            for name, arguments in CALLS.items():
                assert json.loads(text_of(await client.call_tool(name, arguments)))["release"]
        assert inspect(server.address) == CALLS.keys()


def inspect(address: str) -> set[str]:
    """List the tools as an inspector does: plain JSON-RPC in one POST."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Accept": "application/json, text/event-stream"}
    answer = httpx.post(f"{address}/mcp", json=body, headers=headers, trust_env=False, timeout=TIMEOUT)
    assert answer.status_code == 200
    assert len(answer.content) < 8_000
    return {tool["name"] for tool in answer.json()["result"]["tools"]}


def text_of(answer: Any) -> str:
    return str(answer.content[0].text)


def test_http_is_off_by_default_and_limited_like_every_address(url: str) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    with running_server(database_url=url, port=0) as server:
        assert (
            httpx.post(f"{server.address}/mcp", content=body, trust_env=False, timeout=TIMEOUT).status_code
            == 404
        )
    with running_server(database_url=url, port=0, mcp="true", rate_limit="2/hour") as server:
        address = f"{server.address}/mcp"
        with httpx.Client(headers=headers, trust_env=False, timeout=TIMEOUT) as client:
            assert client.post(address, content=body).status_code == 200
            assert client.post(address, content=body + " " * 20_000).status_code == 413
            deep = client.post(address, content="[" * 9_000)
            assert 400 <= deep.status_code < 500
            assert client.post(address, content=body).status_code == 429
        assert "Traceback" not in server.errors


def test_missing_database_is_one_line(tmp_path: Path) -> None:
    ended = run_subprocess("mcp", database_url=f"sqlite:///{tmp_path}/none.db")
    assert (ended.code, len(ended.err.splitlines())) == (1, 1)
