"""The server's protocol class: what it refuses, it refuses with a problem document too."""

import secrets

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.http.problems import BAD_REQUEST, problem


class Protocol(HttpToolsProtocol):
    """uvicorn's own, but for the answer to what is not HTTP."""

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are no request, and hang up."""
        request_id = secrets.token_hex(8)
        answer = problem(BAD_REQUEST, "", msg, request_id=request_id, headers={"Connection": "close"})
        head = [b"HTTP/1.1 400 Bad Request", *(name + b": " + value for name, value in answer.raw_headers)]
        extra = [b"access-control-allow-origin: *", b"request-id: " + request_id.encode()]
        self.transport.write(b"\r\n".join([*head, *extra, b"", bytes(answer.body)]))
        self.transport.close()
