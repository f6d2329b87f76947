"""Exception handlers: each converts an exception to a ProblemError, which the request context renders."""

import errno
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.api.error_messages import message_of, without_consequences
from app.api.json_limits import LIMIT_EXCEEDED
from app.api.route_lookup import allowed_methods, similar_addresses
from app.catalog.catalog import MovedEntryError, UnknownEntryError
from app.catalog.reference_resolver import closest_matches
from app.features.name_resolution import (
    InvalidParameter,
    InvalidQueryError,
    UnknownNameError,
    UnknownPageError,
    find_invalid_parameters,
)
from app.server.http import problems
from app.server.http.problems import (
    METHOD_NOT_ALLOWED,
    RETRY_AFTER,
    SAFE_IN_PATH,
    UNKNOWN_PATH,
    FieldError,
    ProblemError,
)
from app.server.state.release_holder import request_release

BY_STATUS = {
    400: problems.BAD_REQUEST,
    404: UNKNOWN_PATH,
    405: METHOD_NOT_ALLOWED,
    413: problems.BODY_TOO_LARGE,
    415: problems.UNSUPPORTED_MEDIA_TYPE,
}
FILE_LIMIT_ERRORS = {errno.EMFILE, errno.ENFILE}
"""The process or the system has reached its limit of open files."""
MAX_GIVEN = 80
"""Characters of a given value that an error repeats; of a body, words that were not understood."""
MAX_FIELD = 64
"""Characters of an unknown field that are given back."""
MAX_ERRORS = 100
"""Errors that a problem document lists; beyond them it only counts."""
INVALID_JSON = "this is not readable JSON, or a field stands in it twice"
NOT_AN_OBJECT = "send a JSON object, with the header `Content-Type: application/json`"
log = logging.getLogger(__name__)
Error = TypeVar("Error", bound=Exception)


def add_exception_handlers(app: FastAPI) -> None:
    """Convert the errors that are problem documents for every client to a ProblemError.

    `app/web/explorer/error_pages.py` registers those of which a browser gets a page.
    """
    _convert(app, RequestValidationError, invalid_request)
    _convert(app, InvalidQueryError, invalid_query)
    _convert(app, UnknownNameError, unknown_name)
    _convert(app, UnknownPageError, unknown_page)
    _convert(app, OSError, too_many_open_files)


def _convert(app: FastAPI, error_type: type[Error], convert: Callable[[Request, Error], Exception]) -> None:
    async def handle(request: Request, error: Exception) -> Response:
        raise convert(request, cast("Error", error)) from error

    app.add_exception_handler(error_type, handle)


async def answer_http_error(request: Request, error: Exception) -> Response:
    """Answer OPTIONS, redirect an address with a slash behind it, else raise the problem of the error."""
    response = options_response(request, error) or redirect_trailing_slash(request, error)
    if response is None:
        raise http_problem(request, cast("HTTPException", error)) from error
    return response


def options_response(request: Request, error: Exception) -> Response | None:
    """Return the methods of an address that exists, if that is what the request asks (RFC 9110, 9.3.7)."""
    if request.method != "OPTIONS" or not _has_status(error, METHOD_NOT_ALLOWED.status):
        return None
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": _allow(request)})


def redirect_trailing_slash(request: Request, error: Exception) -> Response | None:
    """Return the redirect to the address without a slash at its end, if only that exists."""
    path = request.url.path
    without = path.rstrip("/")
    if without == path or not _has_status(error, UNKNOWN_PATH.status):
        return None
    if not allowed_methods(request.app.routes, without):
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(quote(without, safe=SAFE_IN_PATH) + query, status_code=308)


def _has_status(error: Exception, status: int) -> bool:
    return isinstance(error, HTTPException) and error.status_code == status


def _allow(request: Request) -> str:
    return ", ".join(allowed_methods(request.app.routes, request.url.path))


def http_problem(request: Request, error: HTTPException) -> ProblemError:
    """Return the problem of an error that the framework raised; an unknown path gets similar ones."""
    problem = BY_STATUS.get(error.status_code, problems.HTTP_ERROR)
    similar: list[str] = []
    headers = dict(error.headers or {})
    if problem is UNKNOWN_PATH:
        catalog = request_release(request.scope).catalog
        similar = similar_addresses(request.app.routes, request.app.state.paths, catalog, request.url.path)
    elif problem is METHOD_NOT_ALLOWED:
        headers["Allow"] = _allow(request)
    return ProblemError(problem, status=error.status_code, did_you_mean=similar, headers=headers)


def too_many_open_files(request: Request, error: OSError) -> Exception:
    """Return 503 where the limit of open files is reached, by connections mostly; else the error itself."""
    if error.errno not in FILE_LIMIT_ERRORS:
        return error
    log.warning("too many open files", extra={"path": request.url.path})
    return ProblemError(problems.OVERLOADED, headers=RETRY_AFTER)


def unknown_entry(_request: Request, error: UnknownEntryError) -> ProblemError:
    """Return 404 with similar slugs, or 410 where a release removed the entry."""
    if error.removed_by is not None:
        detail = f"Release {error.removed_by} removed it; there is no successor."
        return ProblemError(problems.REMOVED_ENTRY, detail, did_you_mean=error.did_you_mean)
    detail = f"There is no entry '{error.slug[:MAX_GIVEN]}' among {error.kind}."
    return ProblemError(problems.UNKNOWN_ENTRY, detail, did_you_mean=error.did_you_mean)


async def redirect_moved_entry(_request: Request, error: Exception) -> Response:
    """Redirect a former slug to the current address, permanently."""
    return RedirectResponse(cast("MovedEntryError", error).href, status_code=308)


def invalid_query(request: Request, error: InvalidQueryError) -> ProblemError:
    """Return 422 for values that parameters cannot have."""
    return _invalid(_errors_in(request, error))


def unknown_name(request: Request, error: UnknownNameError) -> ProblemError:
    """Return 404 for names that nothing has: the request is right, and another release may know them."""
    errors = _errors_in(request, error)
    return ProblemError(problems.UNKNOWN_NAME, errors=errors, did_you_mean=_similar(errors))


def unknown_page(request: Request, error: UnknownPageError) -> ProblemError:
    """Return 404 for a cursor that names no page."""
    return ProblemError(problems.UNKNOWN_PAGE, errors=_errors_in(request, error))


def _errors_in(request: Request, error: InvalidQueryError) -> list[FieldError]:
    """Return an error for each word that was not understood; it is given back to whoever sent it."""
    in_body = request.method in {"POST", "QUERY"}
    return [_name_error(parameter, in_body=in_body) for parameter in error.invalid_parameters]


def _similar(errors: list[FieldError]) -> list[str]:
    return [similar for item in errors for similar in item.did_you_mean]


def _name_error(invalid: InvalidParameter, *, in_body: bool = False) -> FieldError:
    return FieldError(
        where=f"{'body' if in_body else 'query'}.{invalid.parameter}",
        message=invalid.message,
        given=invalid.given[:MAX_GIVEN],
        did_you_mean=tuple(invalid.near),
    )


def invalid_request(request: Request, error: RequestValidationError) -> ProblemError:
    """Return 422 with all errors of a request at once: parameters, body, and names of no entry."""
    query, body = _field_names(request, "query_params"), _field_names(request, "body_params")
    details = without_consequences(error.errors())
    listed = [
        _body_error(detail, body) if detail["loc"][0] == "body" else _query_error(detail, query)
        for detail in details[:MAX_ERRORS]
    ]
    names = _name_errors(request, {item.where for item in listed})
    return _invalid([*listed, *names[: MAX_ERRORS - len(listed)]], len(details) + len(names))


def _name_errors(request: Request, reported: set[str]) -> list[FieldError]:
    """Return an error for each name of no entry in a parameter without another error."""
    path = getattr(request.scope.get("route"), "path", "")
    reference_parameters = request.app.state.reference_parameters.get(path, {})
    values = [pair for pair in request.query_params.multi_items() if f"query.{pair[0]}" not in reported]
    catalog = request_release(request.scope).catalog
    return [
        _name_error(invalid) for invalid in find_invalid_parameters(catalog, reference_parameters, values)
    ]


def _invalid(errors: list[FieldError], total: int | None = None) -> ProblemError:
    count = total or len(errors)
    listed = "all" if count == len(errors) else f"the first {len(errors)}"
    return ProblemError(
        problems.INVALID_PARAMETER,
        f"{count} mistake{'s' if count != 1 else ''} in the request; `errors` lists {listed}.",
        errors=errors,
        did_you_mean=_similar(errors),
    )


def _field_names(request: Request, place: str) -> list[str]:
    dependant = getattr(request.scope.get("route"), "dependant", None)
    models = [parameter.field_info.annotation for parameter in getattr(dependant, place, ())]
    fields = [field for model in models for field in getattr(model, "model_fields", {}).items()]
    return [field.alias or name for name, field in fields]


def _query_error(details: dict[str, Any], known: list[str]) -> FieldError:
    where = [str(part) for part in details["loc"] if not isinstance(part, int)]
    given = details.get("input")
    shown = given if isinstance(given, str) else None
    similar: list[str] = []
    message = message_of(details)
    if details["type"] == "extra_forbidden":
        message = (
            f"there is no parameter '{where[-1][:MAX_GIVEN]}' here; there are: {', '.join(known) or 'none'}"
        )
        similar = closest_matches(where[-1], known)
    elif details["type"] == "enum":
        choices = _choices(details)
        message = f"must be one of: {', '.join(choices)}"
        similar = closest_matches(shown or "", choices)
    return FieldError(
        where=".".join(where),
        message=message,
        given=shown[:MAX_GIVEN] if shown is not None else None,
        did_you_mean=tuple(similar),
    )


def _body_error(details: dict[str, Any], known: list[str]) -> FieldError:
    """Return an error in a body without any value of it: it may tell something about a person's health.

    The name of a field is no value; it is given back, cut, to whoever sent it.
    """
    inner = list(details["loc"][1:])
    similar: list[str] = []
    message = message_of(details) if inner else NOT_AN_OBJECT
    if details["type"] == "json_invalid":
        inner, message = [], INVALID_JSON
    elif details["type"] == LIMIT_EXCEEDED:
        message = str(details["msg"])
    elif details["type"] == "extra_forbidden":
        name = str(inner.pop())
        similar = closest_matches(name, known)
        message = f"there is no field '{name[:MAX_FIELD]}' here; there are: {', '.join(known) or 'none'}"
    elif details["type"] == "enum":
        message = f"must be one of: {', '.join(_choices(details))}"
        similar = closest_matches(str(details["input"]), _choices(details))
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inner)
    return FieldError(where=f"body{where}", message=message, given=None, did_you_mean=tuple(similar))


def _choices(details: dict[str, Any]) -> list[str]:
    return [word.strip("' ") for word in details["ctx"]["expected"].replace(" or ", ", ").split(",")]
