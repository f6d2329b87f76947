"""Limit the nesting depth and the number of values of JSON bodies before they are parsed and validated.

A validator makes an error for each wrong value: thousands of them would hold the event loop.
"""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import Response

LIMIT_EXCEEDED = "json_limit_exceeded"
"""Type of the validation error, beside the types of the framework."""

MAX_JSON_VALUES = 500
"""Values of a body, lists and objects included: several times those of the largest check."""

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]|,', re.DOTALL)
"""A string, complete or cut off, a bracket or a comma; possessive, so that matching takes linear time."""


class JSONLimitsRoute(APIRoute):
    """A route that rejects a JSON body that is not text, is nested too deep or has too many values."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return a handler that checks the limits of the body first."""
        handle = super().get_route_handler()

        async def handle_bounded(request: Request) -> Response:
            most: int = request.app.state.settings.max_json_depth
            body = await request.body()
            if message := exceeded_limit(body, most):
                raise RequestValidationError([{"type": LIMIT_EXCEEDED, "loc": ("body",), "msg": message}])
            if not is_text(body):
                raise RequestValidationError([{"type": "json_invalid", "loc": ("body",), "msg": "not text"}])
            return await handle(request)

        return handle_bounded


def is_text(body: bytes) -> bool:
    """Return whether a body is in an encoding of Unicode; the parser would call any other bad HTTP."""
    try:
        body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        return False
    return True


def exceeded_limit(body: bytes, max_depth: int, max_values: int = MAX_JSON_VALUES) -> str | None:
    """Return which limit a body exceeds, in words, or None; other JSON errors are ignored.

    Brackets and commas inside of strings do not count.
    """
    depth, values = 0, 1
    # The parser accepts UTF-16 too, in which the bytes of a quotation mark are different.
    text = body.decode(json.detect_encoding(body), "replace")
    for found in TOKEN.finditer(text):
        sign = found[0][0]
        if sign in "[{":
            depth += 1
            if depth > max_depth:
                return f"this is nested deeper than {max_depth} levels"
        elif sign in "]}":
            depth -= 1
        if sign in "[{,":
            values += 1
            if values > max_values:
                return f"this has more than {max_values} values"
    return None
