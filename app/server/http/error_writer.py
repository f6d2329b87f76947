"""A problem document for what never reaches the application: as bytes on the wire, or by ASGI."""

from collections.abc import Mapping

from starlette.types import Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.server.http.access_log import AccessLog
from app.server.http.headers import Headers, encode_headers, with_default_headers
from app.server.http.problems import OVERLOADED, RETRY_AFTER, ProblemType, problem_response

ANY_ID = "0" * 16
"""Stands for the id of a request, and is as long."""


def encode_problem(kind: ProblemType, access_log: AccessLog, dated: Headers, *, bare: bool = False) -> bytes:
    """Return a whole answer that ends its connection; `dated` are the server's own header fields.

    A `bare` one has neither body nor length: it is right for HEAD, and for what only began like it.
    """
    request_id = access_log.request_id()
    headers = RETRY_AFTER if kind is OVERLOADED else {}
    answer = problem_response(kind, "", kind.remedy, request_id=request_id, headers=headers)
    own = [(b"request-id", request_id.encode()), (b"connection", b"close")]
    access_log.note("", "", kind.status, request_id)
    fields = [field for field in answer.raw_headers if not (bare and field[0] == b"content-length")]
    head = STATUS_LINE[kind.status] + encode_headers([*dated, *with_default_headers(fields), *own])
    return head + b"\r\n" + (b"" if bare else bytes(answer.body))


async def send_problem(
    kind: ProblemType,
    scope: Scope,
    send: Send,
    access_log: AccessLog,
    *,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer a request in front of the application; its connection stays open."""
    request_id = access_log.request_id()
    path = scope["path"]
    answer = problem_response(
        kind, path, detail or kind.remedy, request_id=request_id, headers=dict(headers or {})
    )
    access_log.note(scope["method"], path, kind.status, request_id)
    fields = [*with_default_headers(answer.raw_headers), (b"request-id", request_id.encode())]
    body = b"" if scope["method"] == "HEAD" else bytes(answer.body)
    await send({"type": "http.response.start", "status": kind.status, "headers": fields})
    await send({"type": "http.response.body", "body": body})


class OverloadedResponse:
    """The answer to a request that finds the queue full: it keeps its connection, and costs little."""

    def __init__(self) -> None:
        """Work out once what is the same each time."""
        answer = problem_response(OVERLOADED, "", OVERLOADED.remedy, request_id=ANY_ID, headers=RETRY_AFTER)
        self._head = encode_headers(with_default_headers(answer.raw_headers))
        self._before, self._after = bytes(answer.body).split(ANY_ID.encode())

    def answer(self, method: str, access_log: AccessLog, date_line: bytes) -> bytes:
        """Return a whole answer; the log has no line for it."""
        request_id = access_log.request_id().encode()
        access_log.count("", OVERLOADED.status, None)
        head = (
            STATUS_LINE[OVERLOADED.status],
            date_line,
            self._head,
            b"request-id: ",
            request_id,
            b"\r\n\r\n",
        )
        if method == "HEAD":
            return b"".join(head)
        return b"".join((*head, self._before, request_id, self._after))


OVERLOADED_RESPONSE = OverloadedResponse()
