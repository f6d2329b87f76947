"""Limit the nesting depth of JSON bodies before they are parsed."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import Response

TOO_DEEP = "json_too_deep"
"""Type of the validation error, beside the types of the framework."""

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
"""A string, complete or cut off, or a bracket; possessive, so that matching takes linear time."""


class JSONDepthRoute(APIRoute):
    """A route that rejects a JSON body nested deeper than the application allows."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return a handler that checks the depth of the body first."""
        handle = super().get_route_handler()

        async def handle_shallow(request: Request) -> Response:
            most: int = request.app.state.settings.max_json_depth
            if exceeds_depth(await request.body(), most):
                message = f"this is nested deeper than {most} levels"
                raise RequestValidationError([{"type": TOO_DEEP, "loc": ("body",), "msg": message}])
            return await handle(request)

        return handle_shallow


def exceeds_depth(body: bytes, most: int) -> bool:
    """Return whether brackets outside of strings nest deeper than a limit; other JSON errors are ignored."""
    depth = 0
    # The parser accepts UTF-16 too, in which the bytes of a quotation mark are different.
    text = body.decode(json.detect_encoding(body), "replace")
    for found in TOKEN.finditer(text):
        sign = found[0][0]
        if sign in "[{":
            depth += 1
            if depth > most:
                return True
        elif sign in "]}":
            depth -= 1
    return False
