"""Validate one document; report every issue with its field and a remedy."""

import json
import re
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.catalog.reference_resolver import closest_matches
from app.core.base_model import Model
from app.core.references import Resolver

M = TypeVar("M", bound=Model)
MAX_SHOWN_LENGTH = 60
"""Characters of an invalid value that a message shows."""

EMPTY = {
    "tuple_type": "write its items, or [] where there is none",
    "model_type": "write its fields below it, indented",
    "model_attributes_type": "write its fields below it, indented",
}
"""What to write into an empty field, by the type of error."""


@dataclass(frozen=True, order=True)
class ContentIssue:
    """Where the issue is and what to do about it.

    `file` is relative to the content folder; `field` reads `steps[2].text`, or is empty
    where the file as a whole is wrong.
    """

    file: str
    field: str
    message: str


class ContentError(Exception):
    """The content cannot be loaded; `issues` lists everything that is wrong with it."""

    def __init__(self, issues: list[ContentIssue]) -> None:
        """Store the issues, sorted by file and field."""
        count = len(issues)
        super().__init__(f"{count} error{'s' if count != 1 else ''} in the content")
        self.issues = sorted(issues, key=_order)


def _order(issue: ContentIssue) -> tuple[str, list[tuple[bool, int, str]], str]:
    """Return what issues are sorted by: file, then field, the items of a list by their number."""
    parts = re.split(r"(\d+)", issue.field)
    numbered = [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]
    return issue.file, numbered, issue.message


def validate(
    schema: type[M], raw: dict[str, Any], file: str, names: Resolver, issues: list[ContentIssue]
) -> M | None:
    """Return the document, or None after adding all its issues. Types are strict: "3" is not 3."""
    try:
        text = json.dumps(raw, default=str)
        return schema.model_validate_json(text, strict=True, context=names)
    except ValidationError as error:
        issues += [
            ContentIssue(
                file,
                field_path(details["loc"]),
                _message(schema, details).replace("<this entry>", file.removesuffix(".yaml")),
            )
            for details in error.errors(include_url=False)
        ]
    except TypeError as error:
        issues.append(ContentIssue(file, "", f"a field name must be text: {error}"))
    return None


def field_path(location: tuple[int | str, ...]) -> str:
    """Return `steps[2].text` for ("steps", 2, "text")."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")


def _message(schema: type[Model], details: ErrorDetails) -> str:
    if details["type"] == "missing":
        return "this field is missing; write it"
    if details["input"] is None:
        return f"this field is empty; {EMPTY.get(details['type'], 'write it')}"
    return _message_on_value(schema, details)


def _message_on_value(schema: type[Model], details: ErrorDetails) -> str:
    match details["type"]:
        case "extra_forbidden":
            name = str(details["loc"][-1])
            near = closest_matches(name, list(schema.model_fields)) if len(details["loc"]) == 1 else []
            hint = f"did you mean {near[0]}?" if near else "remove it"
            if len(details["loc"]) > 1 and name in schema.model_fields:
                hint = "write it at the top of the file, not indented"
            return f"there is no such field; {hint}"
        case "tuple_type":
            return f"this is a list: write one item a line, after `- `, not {_excerpt(details['input'])}"
        case "string_type" | "int_type" | "float_type" | "bool_type" | "int_from_float":
            return f"{_uncapitalized(details['msg'])}, not {_excerpt(details['input'])}"
        case "enum":
            return f"{_excerpt(details['input'])} is not one of {details['ctx']['expected']}"
        case "string_too_long":
            longest = details["ctx"]["max_length"]
            return f"the text has {len(details['input']):,} characters; keep it to {longest:,}"
        case _:
            return f"{_uncapitalized(details['msg'])} (found {_excerpt(details['input'])})"


def _uncapitalized(message: str) -> str:
    return message[:1].lower() + message[1:]


def _excerpt(value: object) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= MAX_SHOWN_LENGTH else f"{text[:MAX_SHOWN_LENGTH]}..."
