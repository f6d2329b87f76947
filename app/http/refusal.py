"""A problem document as bytes on the wire, for what never becomes a request of the application."""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.http.fields import ALWAYS, Headers, lines
from app.http.problems import OVERLOADED, ProblemType, problem
from app.http.traffic import Traffic


def refusal(kind: ProblemType, traffic: Traffic, dated: Headers, *, bare: bool = False) -> bytes:
    """Return a whole answer that ends its connection; `dated` are the server's own header fields.

    A `bare` one has neither body nor length: it is right for HEAD, and for what only began like it.
    """
    request_id = traffic.request_id()
    headers = {"Retry-After": "1"} if kind is OVERLOADED else {}
    answer = problem(kind, "", kind.remedy, request_id=request_id, headers=headers)
    own = [*ALWAYS, (b"request-id", request_id.encode()), (b"connection", b"close")]
    traffic.note("", "", kind.status, request_id)
    fields = [field for field in answer.raw_headers if not (bare and field[0] == b"content-length")]
    head = STATUS_LINE[kind.status] + lines([*dated, *fields, *own])
    return head + b"\r\n" + (b"" if bare else bytes(answer.body))
