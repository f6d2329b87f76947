"""The inspector of the Model Context Protocol lists and calls every tool: `make interop`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.agents.test_tools import CALLS
from tests.fixtures.cli import ROOT, SEED, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled
from tests.fixtures.node import node_environment

pytestmark = pytest.mark.torture

INSPECTOR = ROOT / "build" / "interop" / "node_modules" / ".bin" / "mcp-inspector"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return loaded_database_url(tmp_path_factory.mktemp("inspected") / "gutbone.db", SEED)


def inspect(home: Path, server: list[str], method: str, *arguments: str) -> dict[str, Any]:
    """Return what the inspector prints of the answer to one method."""
    done = subprocess.run(
        [INSPECTOR, "--cli", *server, "--method", method, *arguments],
        env=node_environment(HOME=str(home)),
        capture_output=True,
        text=True,
        check=True,
        timeout=scaled(120),
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def require_every_tool(home: Path, server: list[str]) -> None:
    """Require that the tools are listed, and that each answers with the release."""
    listed = inspect(home, server, "tools/list")
    assert {tool["name"] for tool in listed["tools"]} == CALLS.keys()
    for name, arguments in CALLS.items():
        given = [
            part for key, value in arguments.items() for part in ("--tool-arg", f"{key}={as_text(value)}")
        ]
        answer = inspect(home, server, "tools/call", "--tool-name", name, *given)
        assert not answer.get("isError"), (name, answer)
        assert json.loads(answer["content"][0]["text"])["release"], name


def as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def test_inspector_calls_every_tool_over_http(url: str, tmp_path: Path) -> None:
    with running_server(database_url=url, port=0, mcp="true") as server:
        require_every_tool(tmp_path, [f"{server.address}/mcp", "--transport", "http"])
        wrong = ["--tool-name", "plan", "--tool-arg", "days=99"]
        with pytest.raises(subprocess.CalledProcessError) as raised:
            inspect(tmp_path, [f"{server.address}/mcp", "--transport", "http"], "tools/call", *wrong)
        assert "days is a number from 1 to 7" in raised.value.stdout + raised.value.stderr


def test_inspector_lists_every_tool_on_standard_input_and_output(url: str, tmp_path: Path) -> None:
    command = ["-e", f"GUTBONE_DATABASE_URL={url}", str(Path(sys.executable).parent / "gutbone"), "mcp"]
    listed = inspect(tmp_path, command, "tools/list")
    assert {tool["name"] for tool in listed["tools"]} == CALLS.keys()
