"""A problem document for what never reaches the application: as bytes on the wire, or by ASGI."""

from collections.abc import Mapping

from starlette.types import Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.http.fields import Headers, completed, lines
from app.http.problems import OVERLOADED, ProblemType, problem
from app.http.traffic import Traffic


def refusal(kind: ProblemType, traffic: Traffic, dated: Headers) -> bytes:
    """Return a whole answer that ends its connection; `dated` are the server's own header fields."""
    request_id = traffic.request_id()
    headers = {"Retry-After": "1"} if kind is OVERLOADED else {}
    answer = problem(kind, "", kind.remedy, request_id=request_id, headers=headers)
    own = [(b"request-id", request_id.encode()), (b"connection", b"close")]
    traffic.note("", "", kind.status, request_id)
    head = STATUS_LINE[kind.status] + lines([*dated, *completed(answer.raw_headers), *own])
    return head + b"\r\n" + bytes(answer.body)


async def turn_away(
    kind: ProblemType,
    scope: Scope,
    send: Send,
    traffic: Traffic,
    *,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer a request in front of the application; its connection stays open."""
    request_id = traffic.request_id()
    path = scope["path"]
    answer = problem(kind, path, detail or kind.remedy, request_id=request_id, headers=dict(headers or {}))
    traffic.note(scope["method"], path, kind.status, request_id)
    fields = [*completed(answer.raw_headers), (b"request-id", request_id.encode())]
    body = b"" if scope["method"] == "HEAD" else bytes(answer.body)
    await send({"type": "http.response.start", "status": kind.status, "headers": fields})
    await send({"type": "http.response.body", "body": body})
