"""Problem documents as bytes, for requests that never reach the application."""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.server.http.access_log import AccessLog
from app.server.http.headers import Headers, encode_headers, with_default_headers
from app.server.http.problems import OVERLOADED, RETRY_AFTER, ProblemError, ProblemType, problem_response

PLACEHOLDER_ID = "0" * 16
"""As long as a request id."""


def encode_problem(
    problem: ProblemType, access_log: AccessLog, server_headers: Headers, *, without_body: bool = False
) -> bytes:
    """Return a whole response that ends its connection; `server_headers` are the server's own fields.

    Without a body it has no length either: right for HEAD, and for a request line that was cut off.
    """
    request_id = access_log.request_id()
    headers = RETRY_AFTER if problem is OVERLOADED else {}
    response = problem_response(ProblemError(problem, headers=headers), "", request_id)
    own = [(b"request-id", request_id.encode()), (b"connection", b"close")]
    access_log.record("", "", problem.status, request_id)
    fields = [field for field in response.raw_headers if not (without_body and field[0] == b"content-length")]
    head = STATUS_LINE[problem.status] + encode_headers(
        [*server_headers, *with_default_headers(fields), *own]
    )
    return head + b"\r\n" + (b"" if without_body else bytes(response.body))


class OverloadedResponse:
    """The response to a shed request, made once: it keeps its connection and costs little."""

    def __init__(self) -> None:
        """Encode everything but date and request id."""
        error = ProblemError(OVERLOADED, headers=RETRY_AFTER)
        response = problem_response(error, "", PLACEHOLDER_ID)
        self._head = encode_headers(with_default_headers(response.raw_headers))
        self._before_id, self._after_id = bytes(response.body).split(PLACEHOLDER_ID.encode())

    def encode(self, method: str, access_log: AccessLog, server_header_lines: bytes) -> bytes:
        """Return a whole response; it is counted, but the log has no line for it."""
        request_id = access_log.request_id().encode()
        access_log.count("", OVERLOADED.status, None)
        status_line = STATUS_LINE[OVERLOADED.status]
        head = (status_line, server_header_lines, self._head, b"request-id: ", request_id, b"\r\n\r\n")
        body = () if method == "HEAD" else (self._before_id, request_id, self._after_id)
        return b"".join((*head, *body))


OVERLOADED_RESPONSE = OverloadedResponse()
