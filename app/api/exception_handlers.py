"""From exceptions to problem documents."""

import errno
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.api.json_depth import TOO_DEEP
from app.catalog.catalog import MovedEntryError, UnknownEntryError
from app.catalog.reference_resolver import closest_matches
from app.features.name_resolution import InvalidParameter, InvalidQueryError, find_invalid_parameters
from app.server.http import problems
from app.server.http.problems import RETRY_AFTER, FieldError, problem_response
from app.server.state.catalog_state import current_release

BY_STATUS = {
    400: problems.BAD_REQUEST,
    404: problems.UNKNOWN_PATH,
    405: problems.METHOD_NOT_ALLOWED,
    413: problems.BODY_TOO_LARGE,
    415: problems.UNSUPPORTED_MEDIA_TYPE,
}
NO_FILE = {errno.EMFILE, errno.ENFILE}
"""The process or the whole system has as many files open as it may."""
SHOWN = 80
"""Characters of a given value that an error repeats; of a body it repeats nothing."""
MOST = 100
"""Mistakes of a request that an error lists; beyond them it only counts."""
NOT_JSON = "this is not readable JSON, or a field stands in it twice"
NOT_AN_OBJECT = "send a JSON object, with the header `Content-Type: application/json`"
log = logging.getLogger(__name__)


def add_error_handlers(app: FastAPI) -> None:
    """Make every error of the framework and of ours a problem document."""
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid_request)
    app.add_exception_handler(UnknownEntryError, unknown_entry)
    app.add_exception_handler(Exception, internal_error)
    app.add_exception_handler(OSError, too_many_open_files)
    app.add_exception_handler(MovedEntryError, moved_entry)
    app.add_exception_handler(InvalidQueryError, invalid_query)


def request_id(request: Request) -> str:
    """Return the id given to this request at the door."""
    return str(request.scope.get("request_id", ""))


async def http_error(request: Request, error: Exception) -> Response:
    """Answer an error that the framework raised."""
    if not isinstance(error, HTTPException):
        raise error
    kind = BY_STATUS.get(error.status_code, problems.HTTP_ERROR)
    near: list[str] = []
    if kind is problems.UNKNOWN_PATH:
        near = closest_matches(request.url.path, request.app.state.paths)
    headers = dict(error.headers or {})
    if headers.get("Allow") == "GET":
        headers["Allow"] = "GET, HEAD, OPTIONS"
    return problem_response(
        kind,
        request.url.path,
        kind.remedy,
        request_id=request_id(request),
        status=error.status_code,
        did_you_mean=near,
        headers=headers,
    )


async def internal_error(request: Request, _error: Exception) -> Response:
    """Answer a mistake of ours, and tell nothing of the inside."""
    crash = problems.INTERNAL_ERROR
    return problem_response(crash, request.url.path, crash.remedy, request_id=request_id(request))


async def too_many_open_files(request: Request, error: Exception) -> Response:
    """Answer that a file cannot be opened, since as many as may be are open: by connections, mostly."""
    if not isinstance(error, OSError) or error.errno not in NO_FILE:
        raise error
    log.warning("no file can be opened", extra={"path": request.url.path})
    full = problems.OVERLOADED
    return problem_response(
        full, request.url.path, full.remedy, request_id=request_id(request), headers=RETRY_AFTER
    )


async def unknown_entry(request: Request, error: Exception) -> Response:
    """Answer a slug that no entry has, with those that look like it."""
    if not isinstance(error, UnknownEntryError):
        raise error
    if error.removed_by is not None:
        return problem_response(
            problems.REMOVED_ENTRY,
            request.url.path,
            f"Release {error.removed_by} removed it; there is no successor.",
            request_id=request_id(request),
            did_you_mean=error.did_you_mean,
        )
    return problem_response(
        problems.UNKNOWN_ENTRY,
        request.url.path,
        f"There is no entry '{error.slug[:SHOWN]}' among {error.kind}.",
        request_id=request_id(request),
        did_you_mean=error.did_you_mean,
    )


async def moved_entry(_request: Request, error: Exception) -> Response:
    """Answer a slug that an entry had before with its address now, for good."""
    if not isinstance(error, MovedEntryError):
        raise error
    return RedirectResponse(error.href, status_code=308)


async def invalid_query(request: Request, error: Exception) -> Response:
    """Answer a query that names entries that do not exist."""
    if not isinstance(error, InvalidQueryError):
        raise error
    return invalid(request, [_word_error(mistake) for mistake in error.invalid_parameters])


def _word_error(mistake: InvalidParameter) -> FieldError:
    return FieldError(
        where=f"query.{mistake.parameter}",
        message=mistake.message,
        given=mistake.given[:SHOWN],
        did_you_mean=tuple(mistake.near),
    )


async def invalid_request(request: Request, error: Exception) -> Response:
    """Answer a request whose parameters do not fit, all mistakes at once."""
    if not isinstance(error, RequestValidationError):
        raise error
    query, body = _fields_of(request, "query_params"), _fields_of(request, "body_params")
    found = error.errors()
    shown = [
        _body_error(details, body) if details["loc"][0] == "body" else _field_error(details, query)
        for details in found[:MOST]
    ]
    words = _word_mistakes(request, {item.where for item in shown})
    return invalid(request, [*shown, *words[: MOST - len(shown)]], len(found) + len(words))


def _word_mistakes(request: Request, known: set[str]) -> list[FieldError]:
    """Return the names that stand for no entry, so that they are listed with the other mistakes."""
    path = getattr(request.scope.get("route"), "path", "")
    reference_parameters = request.app.state.reference_parameters.get(path, {})
    values = [pair for pair in request.query_params.multi_items() if f"query.{pair[0]}" not in known]
    return [
        _word_error(mistake)
        for mistake in find_invalid_parameters(
            current_release(request.scope).catalog, reference_parameters, values
        )
    ]


def invalid(request: Request, errors: list[FieldError], found: int | None = None) -> Response:
    """Return the problem document for parameters that do not fit, of which so many were found."""
    count = found or len(errors)
    listed = "all" if count == len(errors) else f"the first {len(errors)}"
    return problem_response(
        problems.INVALID_PARAMETER,
        request.url.path,
        f"{count} mistake{'s' if count != 1 else ''} in the request; `errors` lists {listed}.",
        request_id=request_id(request),
        errors=errors,
        did_you_mean=[near for item in errors for near in item.did_you_mean],
    )


def _fields_of(request: Request, place: str) -> list[str]:
    dependant = getattr(request.scope.get("route"), "dependant", None)
    models = [parameter.field_info.annotation for parameter in getattr(dependant, place, ())]
    fields = [field for model in models for field in getattr(model, "model_fields", {}).items()]
    return [field.alias or name for name, field in fields]


def _field_error(details: dict[str, Any], known: list[str]) -> FieldError:
    where = [str(part) for part in details["loc"] if not isinstance(part, int)]
    given = details.get("input")
    shown = given if isinstance(given, str) else None
    near: list[str] = []
    message = str(details["msg"])
    if details["type"] == "extra_forbidden":
        message = f"there is no parameter '{where[-1][:SHOWN]}' here; there are: {', '.join(known) or 'none'}"
        near = closest_matches(where[-1], known)
    elif details["type"] == "enum":
        choices = _choices(details)
        message = f"must be one of: {', '.join(choices)}"
        near = closest_matches(shown or "", choices)
    return FieldError(
        where=".".join(where),
        message=message,
        given=shown[:SHOWN] if shown is not None else None,
        did_you_mean=tuple(near),
    )


def _body_error(details: dict[str, Any], known: list[str]) -> FieldError:
    """Return a mistake in a body, without a word of the body: it may tell of somebody's health."""
    inner = list(details["loc"][1:])
    near: list[str] = []
    message = str(details["msg"]) if inner else NOT_AN_OBJECT
    if details["type"] == "json_invalid":
        inner, message = [], NOT_JSON
    elif details["type"] == TOO_DEEP:
        message = str(details["msg"])
    elif details["type"] == "extra_forbidden":
        near = closest_matches(str(inner.pop()), known)
        message = f"a field here has another name than these: {', '.join(known) or 'none'}"
    elif details["type"] == "enum":
        message = f"must be one of: {', '.join(_choices(details))}"
        near = closest_matches(str(details["input"]), _choices(details))
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inner)
    return FieldError(where=f"body{where}", message=message, given=None, did_you_mean=tuple(near))


def _choices(details: dict[str, Any]) -> list[str]:
    return [word.strip("' ") for word in details["ctx"]["expected"].replace(" or ", ", ").split(",")]
