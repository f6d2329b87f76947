"""A converter makes small tools of the contract, and they answer."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastmcp import Client, FastMCP
from mcp.types import TextContent
from starlette.types import ASGIApp

from tests.docs.markdown_pages import fences
from tests.fixtures.cli import ROOT

LARGEST_LIST = 120_000
LARGEST_TOOL = 6_000
PAGE = ROOT / "docs" / "agents.md"


@pytest.fixture
async def converted(app: ASGIApp) -> AsyncIterator[Client[Any]]:
    """Return a client of the tools that the printed program makes of the contract."""
    contract = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    (program,) = (one.text for one in fences(PAGE.read_text("utf-8")) if one.language == "python")
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://gutbone.test") as http:
        names: dict[str, Any] = {"contract": contract, "client": http}
        exec(program, names)
        assert isinstance(names["tools"], FastMCP)
        async with Client(names["tools"]) as client:
            yield client


async def test_tools_of_the_contract_are_small(converted: Client[Any]) -> None:
    listed = (await converted.list_tools_mcp()).tools
    sizes = {
        tool.name: len(tool.model_dump_json(by_alias=True, exclude_none=True).encode()) for tool in listed
    }
    contract = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    operations = [one["operationId"] for path in contract["paths"].values() for one in path.values()]
    assert sorted(sizes) == sorted(operations)
    assert sum(sizes.values()) < LARGEST_LIST
    assert max(sizes.values()) < LARGEST_TOOL


async def call(client: Client[Any], name: str, **arguments: object) -> str:
    """Return the text of the answer of a tool."""
    (content,) = (await client.call_tool(name, arguments)).content
    assert isinstance(content, TextContent)
    return content.text


async def test_tools_of_the_contract_answer_with_cautions(converted: Client[Any]) -> None:
    one = json.loads(await call(converted, "get_food_source", slug="kefir"))
    page = json.loads(await call(converted, "list_food_sources", limit=3))
    assert one["data"]["slug"] == "kefir"
    for body, entries in ((one, [one["data"]]), (page, page["data"])):
        for entry in entries:
            assert entry["cautions"]
            assert all(caution["slug"] in body["included"]["cautions"] for caution in entry["cautions"])


async def test_tool_of_a_text_operation_answers(converted: Client[Any]) -> None:
    assert "digraph" in await call(converted, "get_graph_dot", around="food-sources/kefir")
