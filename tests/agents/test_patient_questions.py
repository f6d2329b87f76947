"""Questions of patients, answered through the tools alone, with the caution in every reply that needs one."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import TextContent

from tests.fixtures.cli import COMMAND, SEED, environment, loaded_database_url

Case = Mapping[str, Any]
CASES: list[Case] = yaml.safe_load(Path(__file__).with_name("patient_questions.yaml").read_text("utf-8"))
WIDER = ("broader", "implies_conditions")


@dataclass
class Reply:
    """What an assistant says: first what was not understood, then the cautions, then what studies show."""

    not_understood: list[str]
    cautions: dict[str, str] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)


async def reply_to(client: Client, case: Case) -> Reply:
    """Ask `check` about the person, then `answer` and `entry` about each thing, as the instructions say."""
    checked = await call(client, "check", case["check"])
    reply = Reply([one["given"] for one in checked["not_understood"]], tools=["check"])
    for flag in checked["for_you"]:
        reply.cautions[flag["entry"].removeprefix("cautions/")] = f"{flag['severity']}: {flag['caution']}"
    for name in case["check"]["items"]:
        for tool, parameter in (("answer", "about"), ("entry", "entry")):
            told = await call(client, tool, {parameter: name})
            reply.tools.append(tool)
            assert told["cautions"].keys() >= set(case["cautions"]), (tool, name)
            reply.statements += [f"{one['statement']} ({one['certainty']})" for one in told["claims"]]
    return reply


async def call(client: Client, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    answer = await client.call_tool(tool, dict(arguments))
    assert not answer.is_error, answer.content
    (content,) = answer.content
    assert isinstance(content, TextContent)
    told: dict[str, Any] = json.loads(content.text)
    assert next(iter(told)) == "not_understood"
    assert told["disclaimer"]
    return told


async def test_patients_questions_get_their_cautions_through_the_tools_alone(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db", SEED)
    process = StdioServerParameters(
        command=sys.executable, args=[*COMMAND[1:], "mcp"], env=environment({"database_url": url})
    )
    assert len({case["question"] for case in CASES}) == 20
    async with Client(stdio_client(process)) as client:
        replies = {case["question"]: await reply_to(client, case) for case in CASES}

    for case in CASES:
        reply = replies[case["question"]]
        assert reply.not_understood == case.get("not_understood", []), case["question"]
        for slug in case["cautions"]:
            assert slug in reply.cautions, case["question"]
            severity, _, sentence = reply.cautions[slug].partition(": ")
            assert severity == document(f"cautions/{slug}")["severity"]
            assert sentence
        assert reply.statements, case["question"]
        assert "safe" not in " ".join(reply.cautions.values()).replace("unsafe", "")


def test_expected_cautions_follow_from_the_content() -> None:
    """Each names the trait of its question, or a wider one, and must be displayed."""
    for case in CASES:
        field_name, _, value = case["because"].partition("/")
        meant = wider(case["because"])
        for slug in case["cautions"]:
            caution = document(f"cautions/{slug}")
            named = {
                f"{name}/{one}" for name in (field_name, "conditions") for one in caution["who"].get(name, ())
            }
            assert named & meant, (slug, value)
            assert caution["must_display"] is True, slug


def wider(key: str) -> set[str]:
    """Return a trait and what it is a kind of, all the way up, as the files of the content say."""
    found, queue = {key}, [key]
    while queue:
        folder, _, slug = queue.pop().partition("/")
        fields = document(f"{folder}/{slug}") if folder in {"conditions", "medicines"} else {}
        keys = {
            f"{'conditions' if name == 'implies_conditions' else folder}/{one}"
            for name in WIDER
            for one in fields.get(name, ())
        }
        queue += keys - found
        found |= keys
    return found


def document(key: str) -> dict[str, Any]:
    fields: dict[str, Any] = yaml.safe_load((SEED / f"{key}.yaml").read_text("utf-8"))
    return fields
