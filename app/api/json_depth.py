"""Bodies in JSON are held against a depth before anything parses them."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import Response

TOO_DEEP = "json_too_deep"
"""The type of the mistake, among those that the framework lists."""

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
"""A string, whole or cut off, or a bracket. Nothing that was matched is tried again in another way."""


class JSONDepthRoute(APIRoute):
    """A route that takes JSON, and refuses what is nested deeper than the application allows."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request: the body is looked at first."""
        handle = super().get_route_handler()

        async def handle_shallow(request: Request) -> Response:
            most: int = request.app.state.max_json_depth
            if exceeds_depth(await request.body(), most):
                message = f"this is nested deeper than {most} levels"
                raise RequestValidationError([{"type": TOO_DEEP, "loc": ("body",), "msg": message}])
            return await handle(request)

        return handle_shallow


def exceeds_depth(body: bytes, most: int) -> bool:
    """Return whether brackets outside of strings open deeper than this; it need not be JSON otherwise."""
    depth = 0
    # Whoever parses it takes UTF-16 too, in which a quotation mark stands behind another byte than it seems.
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
