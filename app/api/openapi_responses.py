"""What the operations of the OpenAPI document share: header fields, 304, 308, 503, other problems."""

from typing import Any

from app.server.http.problems import MEDIA_TYPE, OVERLOADED, RATE_LIMIT_HEADERS, component_name

Document = dict[str, Any]


def _header(description: str, example: str | int, **schema: Any) -> Document:
    return {"description": description, "schema": {"type": "string", **schema}, "example": example}


HEADERS: Document = {
    "ETag": _header("Identifies the content; send it as `If-None-Match`.", '"0123456789abcdef-br"'),
    "Cache-Control": _header("For how long it may be kept.", "public, max-age=300"),
    "Link": _header(
        "The next page (`next`), the schema (`describedby`) and this document (`service-desc`).",
        '</openapi.json>; rel="service-desc"',
    ),
    "Gutbone-Release": _header("Id of the content release served.", "2026-11-24.1-3fa9c2d1"),
    "Request-Id": _header("Names the request in the server's log.", "5f0c6a1d2b3e4f50"),
    "Location": _header("Where it is now.", "/v1/food-sources/kefir", format="uri-reference"),
    **RATE_LIMIT_HEADERS,
}
"""Every header field of a response, by name."""

OF_CONTENT = ("ETag", "Cache-Control", "Link", "Gutbone-Release", "Request-Id")
OF_PROBLEMS = ("Cache-Control", "Link", "Request-Id")


def header_references(names: tuple[str, ...]) -> Document:
    """Return the header fields of a response, by reference."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


RESPONSES: Document = {
    "NotModified": {
        "description": "The content is what the `ETag` in `If-None-Match` identifies. It is never counted.",
        "headers": header_references(OF_CONTENT),
    },
    "Moved": {
        "description": "The address is another one now: follow `Location`, for good.",
        "headers": header_references(("Location", *OF_PROBLEMS)),
    },
    "OtherProblem": {
        "description": "Any other problem: show `title` and `detail`, and go on with what you have.",
        "headers": header_references(OF_PROBLEMS),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
}
"""Responses that an operation may give beside its own, by name."""


def describe_responses(operation: Document, *, is_content: bool) -> None:
    """Add to an operation the header fields of its 200, and the responses that each may give.

    `is_content` says that its answer is of a release.
    """
    responses: Document = operation["responses"]
    names = OF_CONTENT if is_content and "post" not in operation["operationId"] else OF_PROBLEMS
    responses["200"]["description"] = "Success."
    responses["200"]["headers"] = header_references(names)
    added = {"503": component_name(OVERLOADED), "default": "OtherProblem"}
    if names is OF_CONTENT:
        added["304"] = "NotModified"
    if "308" in responses:
        added["308"] = "Moved"
    for status, name in added.items():
        responses[status] = {"$ref": f"#/components/responses/{name}"}
    operation["responses"] = dict(sorted(responses.items()))
