"""Validation errors in terms of HTTP and JSON, each mistake once: Pydantic uses Python terms."""

from collections.abc import Sequence
from typing import Any

MESSAGES = {
    "missing": "this is required",
    "string_type": "must be a string",
    "string_unicode": "must be a string of Unicode characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have {min_length} or more characters",
    "string_pattern_mismatch": "must match {pattern}",
    "tuple_type": "must be an array",
    "too_long": "must have at most {max_length} values",
    "too_short": "must have {min_length} or more values",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "value_error": "{error}",
}
"""Message by the framework's type of error, with the values of its context."""


def message_of(details: Any) -> str:
    """Return the message of a validation error; other types than MESSAGES have messages of our own."""
    template = MESSAGES.get(details["type"])
    return template.format(**details.get("ctx", {})) if template else str(details["msg"])


def without_consequences(errors: Sequence[Any]) -> list[Any]:
    """Return the errors without those that only follow from an error inside of the same value.

    An array whose one value is wrong counts as empty for the framework, and so as too short.
    """
    places = [tuple(details["loc"]) for details in errors]
    outer = {place[:length] for place in places for length in range(len(place))}
    return [details for details, place in zip(errors, places, strict=True) if place not in outer]
