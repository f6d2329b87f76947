"""The seven tools of assistants: names, descriptions, arguments and instructions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.agents import tool_answers
from app.catalog.catalog import Catalog, MovedEntryError, UnknownEntryError
from app.core.compact_json import compact_json
from app.features.name_resolution import InvalidParameter, InvalidQueryError
from app.vocabulary.food import Diet

INSTRUCTIONS = (
    "Evidence-graded guidance on the gut-bone axis. Say first what was not understood. Show every caution "
    "with what it is about, and every statement with its certainty. null means not known, never zero. "
    "Nothing here is an all-clear: never say that something is safe. Call `check` before you suggest "
    "anything to somebody who takes a medicine, has a condition or an allergy, or is pregnant."
)


class ToolError(Exception):
    """The arguments are wrong; the message says how to put them right."""


@dataclass(frozen=True)
class AgentTool:
    """A tool: its name, when to call it, its arguments as JSON Schema, and its answer."""

    name: str
    description: str
    answer: Callable[..., dict[str, Any]]
    arguments: Mapping[str, Any]
    required: tuple[str, ...] = ()
    annotations: Mapping[str, bool] = field(default_factory=dict)

    @property
    def input_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the arguments."""
        return {
            "type": "object",
            "properties": dict(self.arguments),
            "required": list(self.required),
            "additionalProperties": False,
        }


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "maxLength": 200, "description": description}


def _texts(description: str, limit: int = 30) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {"type": "string", "maxLength": 80},
        "maxItems": limit,
        "description": description,
    }


TYPES = {"string": str, "integer": int, "array": list}
WORDS = "In any words, brands and doses included."
TOOLS = (
    AgentTool(
        "search",
        "Find foods, supplements, claims, cautions, terms by words. Use it to get a <kind>/<slug>.",
        tool_answers.search_answer,
        {
            "q": _text("What to look for."),
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": tool_answers.MAX_HITS,
                "description": "How many; 3 by default.",
            },
        },
        ("q",),
    ),
    AgentTool(
        "answer",
        "What studies show of one thing for bone or gut, in a line, with its certainty and cautions.",
        tool_answers.short_answer,
        {"about": _text("A thing or <kind>/<slug>.")},
        ("about",),
    ),
    AgentTool(
        "entry",
        "The main facts of one entry: how to use it, figures per 100 g, claims, cautions.",
        tool_answers.entry_answer,
        {"entry": _text("<kind>/<slug>, or its name.")},
        ("entry",),
    ),
    AgentTool(
        "check",
        "Which cautions match what somebody plans to eat, take or do. Call it before any suggestion to a "
        "person. Say `not_understood` and `known_not_recorded` first. No match is no all-clear.",
        tool_answers.check_answer,
        {
            "items": _texts("Foods, supplements, activities. " + WORDS, 50),
            "medicines": _texts(WORDS),
            "conditions": _texts(WORDS),
            "life_stages": _texts("Ages and stages, such as 78, pregnant."),
            "allergies": _texts(WORDS, 20),
            "diet": {"enum": [diet.value for diet in Diet]},
        },
        ("items",),
    ),
    AgentTool(
        "plan",
        "Days of small steps for a person. Say `no_plan` where there is one, and `mind` with each step; "
        "its `cautions` are numbers of those at the top.",
        tool_answers.plan_answer,
        {
            "days": {"type": "integer", "minimum": 1, "maximum": 7, "description": "1 by default."},
            "diet": {"enum": [diet.value for diet in Diet]},
            "life_stages": _texts("Ages and stages, such as 78."),
            "conditions": _texts(WORDS),
            "medicines": _texts(WORDS),
            "allergies": _texts(WORDS, 20),
        },
    ),
    AgentTool(
        "evidence",
        "Every study behind a claim, those against it included. Say `extrapolation` where there is one.",
        tool_answers.evidence_answer,
        {"claim": _text("Slug of the claim."), "subject": _text("What was asked about, as <kind>/<slug>.")},
        ("claim",),
    ),
    AgentTool(
        "cite",
        "Numbered references for the entries that you showed, and which of their claims cite none.",
        tool_answers.cite_answer,
        {
            "items": _texts("Entries as <kind>/<slug>.", 20),
            "first": {
                "type": "integer",
                "minimum": 1,
                "description": f"Number of the first of up to {tool_answers.MAX_REFERENCES} references.",
            },
        },
        ("items",),
    ),
)
MAX_MISTAKES, MAX_GIVEN = 5, 80
"""Mistakes that a sentence names, and characters of what was given."""

TOOLS_BY_NAME = {tool.name: tool for tool in TOOLS}


def call_tool(catalog: Catalog, name: str, arguments: Mapping[str, Any]) -> str:
    """Return the answer of a tool as compact JSON. Raises ToolError."""
    tool = TOOLS_BY_NAME.get(name)
    if tool is None:
        raise ToolError(f"There is no tool {name}; there are {', '.join(TOOLS_BY_NAME)}.")
    _require_arguments(tool, arguments)
    try:
        body = tool.answer(catalog, **arguments)
    except (ValidationError, RequestValidationError) as error:
        first = error.errors()[0]
        raise ToolError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    except InvalidQueryError as error:
        raise ToolError(" ".join(_mistake(one) for one in error.invalid_parameters[:MAX_MISTAKES])) from error
    except UnknownEntryError as error:
        near = f" Did you mean {', '.join(error.did_you_mean)}?" if error.did_you_mean else ""
        raise ToolError(f"There is no {error.kind}/{error.slug}.{near}") from error
    except MovedEntryError as error:
        raise ToolError(f"It is called {error.href.removeprefix('/v1/')} now.") from error
    about = {"disclaimer": catalog.meta.disclaimer, "release": catalog.release}
    return compact_json(body | about).decode()


def _mistake(one: InvalidParameter) -> str:
    near = f" Did you mean {', '.join(one.near)}?" if one.near else ""
    return f"{one.parameter}: {one.given[:MAX_GIVEN]}: {one.message}.{near}"


def _require_arguments(tool: AgentTool, arguments: Mapping[str, Any]) -> None:
    """Raise ToolError for an argument that is unknown, missing, of a wrong type or out of bounds."""
    if wrong := [one for one in arguments if one not in tool.arguments]:
        raise ToolError(f"{tool.name} has no argument {wrong[0]}; it has {', '.join(tool.arguments)}.")
    if missing := [one for one in tool.required if one not in arguments]:
        raise ToolError(f"{tool.name} needs {missing[0]}.")
    for one, value in arguments.items():
        kind = tool.arguments[one].get("type", "string")
        if not isinstance(value, TYPES[kind]) or isinstance(value, bool):
            raise ToolError(f"{one} has a wrong form: it is of the type {kind}.")
        low, high = tool.arguments[one].get("minimum"), tool.arguments[one].get("maximum")
        if isinstance(value, int) and ((low and value < low) or (high and value > high)):
            raise ToolError(f"{one} is a number from {low}" + (f" to {high}." if high else "."))
