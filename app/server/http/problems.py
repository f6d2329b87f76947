"""Problem documents (RFC 9457): one shape for every status from 400 up."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from pydantic import Field
from starlette.responses import Response

from app.core.base_model import Model
from app.core.field_types import URI_REFERENCE

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "1"}
SAFE_IN_PATH = "/:@!$&'()*+,;="
"""Characters of a path that are not percent-encoded."""


@dataclass(frozen=True)
class ProblemType:
    """A type of problem; its documentation is `docs/errors.md`, anchored by the slug."""

    slug: str
    status: int
    title: str
    remedy: str


BAD_REQUEST = ProblemType("bad-request", 400, "The request is malformed", "Send well-formed HTTP.")
UNKNOWN_PATH = ProblemType("unknown-path", 404, "No such address", "See /v1 for every address there is.")
UNKNOWN_ENTRY = ProblemType(
    "unknown-entry", 404, "No such entry", "Check the slug; `did_you_mean` lists similar slugs."
)
REMOVED_ENTRY = ProblemType(
    "removed-entry", 410, "This entry was removed", "Drop it; `detail` names the release that removed it."
)
NOT_IN_COPY = ProblemType(
    "not-in-copy",
    404,
    "Not in this copy",
    "This is a static copy: ask the API itself, or work this out from /v1/bundle.",
)
UNKNOWN_NAME = ProblemType(
    "unknown-name",
    404,
    "A name is not known here",
    "Ask which was meant: `errors` lists every name that nothing has, with similar ones.",
)
UNKNOWN_PAGE = ProblemType("unknown-page", 404, "No such page of this list", "Start again without `cursor`.")
METHOD_NOT_ALLOWED = ProblemType(
    "wrong-method", 405, "This method is not allowed here", "Use a method of the `Allow` header."
)
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable", 406, "No acceptable form", "Accept application/json, or leave the header out."
)
REQUEST_TIMEOUT = ProblemType(
    "request-timeout",
    408,
    "The request came too slowly",
    "Send the whole request sooner, on a new connection.",
)
BODY_TOO_LARGE = ProblemType("body-too-large", 413, "The body is too large", "Send a smaller body.")
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    "unsupported-media-type",
    415,
    "The body is of another media type",
    "Send a JSON object, with the header `Content-Type: application/json`.",
)
PRECONDITION_FAILED = ProblemType(
    "precondition-failed",
    412,
    "The content has changed since your copy",
    "Fetch it again without `If-Match`; its `ETag` is another one now.",
)
RANGE_NOT_SATISFIABLE = ProblemType(
    "range-not-satisfiable",
    416,
    "The range begins beyond the end",
    "Ask for a range within the size that `Content-Range` names, or for the whole.",
)
URL_TOO_LONG = ProblemType("url-too-long", 414, "The address is too long", "Send a shorter URL.")
MISDIRECTED_REQUEST = ProblemType(
    "misdirected-request",
    421,
    "This host is not served here",
    "Use a host name of this API; its operators list them in GUTBONE_ALLOWED_HOSTS.",
)
RATE_LIMITED = ProblemType(
    "rate-limited", 429, "Too many requests", "Try again after the seconds in `Retry-After`."
)
HEADERS_TOO_LARGE = ProblemType(
    "headers-too-large", 431, "The header fields are too many or too large", "Send fewer or shorter ones."
)
UNKNOWN_RELEASE = ProblemType(
    "unknown-release",
    410,
    "This release is not known here",
    "Fetch /v1/bundle and go on from the release it names.",
)
INVALID_PARAMETER = ProblemType(
    "invalid-parameter",
    422,
    "The request has invalid values",
    "Fix every item of `errors`; each says where it is, and what was perhaps meant.",
)
INTERNAL_ERROR = ProblemType(
    "internal-error", 500, "Something went wrong here", "Try again; report it with the request id."
)
NOT_IMPLEMENTED = ProblemType(
    "not-implemented", 501, "This method is not known here", "Use GET, HEAD, POST or OPTIONS."
)
OVERLOADED = ProblemType(
    "overloaded", 503, "Too many at once", "Try again after the seconds in `Retry-After`."
)
HTTP_ERROR = ProblemType("http-error", 0, "The request was refused", "See the status and the detail.")
PROBLEM_TYPES = (
    BAD_REQUEST,
    UNKNOWN_PATH,
    UNKNOWN_ENTRY,
    REMOVED_ENTRY,
    NOT_IN_COPY,
    UNKNOWN_NAME,
    UNKNOWN_PAGE,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    REQUEST_TIMEOUT,
    BODY_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    PRECONDITION_FAILED,
    RANGE_NOT_SATISFIABLE,
    URL_TOO_LONG,
    MISDIRECTED_REQUEST,
    RATE_LIMITED,
    HEADERS_TOO_LARGE,
    UNKNOWN_RELEASE,
    INVALID_PARAMETER,
    INTERNAL_ERROR,
    NOT_IMPLEMENTED,
    OVERLOADED,
    HTTP_ERROR,
)
"""Every type, in the order of `docs/errors.md`."""

RATE_LIMIT_HEADERS: dict[str, dict[str, Any]] = {
    "RateLimit": {
        "description": "How many requests are left (`r`), and in how many seconds there is one more (`t`).",
        "schema": {"type": "string", "example": '"default";r=0;t=12'},
    },
    "RateLimit-Policy": {
        "description": "How many requests (`q`) are admitted in any window of so many seconds (`w`).",
        "schema": {"type": "string", "example": '"default";q=120;w=60'},
    },
    "Retry-After": {
        "description": "In how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1, "example": 12},
    },
}
"""Header fields of a 429 in the OpenAPI document; with a limit the first two are on every response."""


class FieldError(Model):
    """One mistake: where it is, what is wrong, and what was perhaps meant."""

    where: str = Field(description="Place and name.", examples=["query.diet"])
    message: str = Field(description="What is wrong, in one sentence.")
    given: str | None = Field(description="The value as given, shortened, or null.")
    did_you_mean: tuple[str, ...] = Field(
        description="Names or values that look like the one given; may be empty."
    )


class Problem(Model):
    """A problem document, RFC 9457."""

    type: str = Field(description="Address of the page that explains it.", json_schema_extra=URI_REFERENCE)
    title: str = Field(description="What sort of problem it is, the same each time.")
    status: int = Field(description="The HTTP status of the answer.", ge=400, le=599)
    detail: str = Field(description="What is wrong this time, or how to fix it.")
    instance: str = Field(description="The path that was asked for.", json_schema_extra=URI_REFERENCE)
    errors: tuple[FieldError, ...] = Field(description="All mistakes at once; may be empty.")
    did_you_mean: tuple[str, ...] = Field(
        description="Names or values that look like those given; may be empty."
    )
    request_id: str = Field(description="Names this request in the server's log.")


class ProblemError(Exception):
    """A request that is answered with a problem document; raise it anywhere below the request context."""

    def __init__(
        self,
        problem: ProblemType,
        detail: str | None = None,
        *,
        status: int | None = None,
        errors: Sequence[FieldError] = (),
        did_you_mean: Sequence[str] = (),
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Take the type, and what differs from its defaults (`detail`: its remedy)."""
        super().__init__(problem.slug)
        self.problem = problem
        self.detail = detail or problem.remedy
        self.status = status or problem.status
        self.errors = tuple(errors)
        self.did_you_mean = tuple(did_you_mean)
        self.headers = headers


def problem_response(error: ProblemError, path: str, request_id: str) -> Response:
    """Return the problem document of an error as a response."""
    body = Problem(
        type=f"/docs/errors#{error.problem.slug}",
        title=error.problem.title,
        status=error.status,
        detail=error.detail,
        instance=quote(path, safe=SAFE_IN_PATH),
        errors=error.errors,
        did_you_mean=error.did_you_mean,
        request_id=request_id,
    )
    return Response(
        body.model_dump_json(),
        status_code=body.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **error.headers},
    )


def problem_responses(*types: ProblemType) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of an operation that may answer with these problems.

    The OpenAPI document replaces each by a reference to the component of its problems.
    """
    slugs: dict[int, list[str]] = {}
    for each in types:
        slugs.setdefault(each.status, []).append(each.slug)
    return {status: {"description": " ".join(listed)} for status, listed in slugs.items()}


def component_name(*problems: ProblemType) -> str:
    """Return the OpenAPI component name of problems: `UnknownEntry`, `UnknownPageOrUnknownName`."""
    return "Or".join("".join(map(str.capitalize, one.slug.split("-"))) for one in problems)


def component_of(problem: ProblemType, *others: ProblemType) -> dict[str, Any]:
    """Return the OpenAPI component of problems of one status, with an example of the first."""
    error = ProblemError(problem, status=problem.status or 400)
    answer = problem_response(error, "/v1/example", "5f0c6a1d2b3e4f50")
    names = ["Cache-Control", "Link", "Request-Id"]
    if problem is RATE_LIMITED:
        names += RATE_LIMIT_HEADERS
    elif problem.status == OVERLOADED.status:
        names.append("Retry-After")
    return {
        "description": " ".join(f"{one.title}. {one.remedy}" for one in (problem, *others)),
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": json.loads(bytes(answer.body)),
            }
        },
    }
