"""A problem document as bytes on the wire, for what never becomes a request of the application."""

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
