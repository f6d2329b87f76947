"""Routes whose body tells about a person: JSON alone, nothing of it stored, logged or repeated."""

import json
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api.cached_route import schema_link
from app.api.collections import COMMON_PROBLEMS
from app.api.json_limits import JSONLimitsRoute
from app.api.responses import JSONBytesResponse
from app.catalog.catalog import Catalog
from app.server.http import problems
from app.server.http.problems import problem_responses


async def require_json(request: Request) -> None:
    """Reject a body that is not JSON by its media type; parameters of the media type are ignored."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and await request.body():
        raise HTTPException(problems.UNSUPPORTED_MEDIA_TYPE.status)


async def reject_repeated_fields(request: Request) -> None:
    """Reject an object with a repeated field: the parser would drop one of the values in silence."""
    with suppress(ValueError):  # not JSON: the framework says so
        json.loads(await request.body(), object_pairs_hook=_unique_fields)


def _unique_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise RequestValidationError(
            [{"type": "json_invalid", "loc": ("body",), "msg": "a field stands twice"}]
        )
    return fields


def personal_router(tag: str) -> APIRouter:
    """Return a router for such routes, with their limits and problems."""
    return APIRouter(
        tags=[tag],
        route_class=JSONLimitsRoute,
        dependencies=[Depends(require_json), Depends(reject_repeated_fields)],
        responses=problem_responses(
            problems.BAD_REQUEST, problems.BODY_TOO_LARGE, problems.UNSUPPORTED_MEDIA_TYPE, *COMMON_PROBLEMS
        ),
    )


def personal_response(catalog: Catalog, body: bytes, model: type[BaseModel]) -> Response:
    """Return an answer that no cache may store, with the release and the schema of it."""
    headers = {"Cache-Control": "no-store", "Gutbone-Release": catalog.release, "Link": schema_link(model)}
    return JSONBytesResponse(body, headers=headers)
