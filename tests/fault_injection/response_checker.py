"""Check the responses to arbitrary bytes with h11, a parser that the server does not use."""

import re

import h11

from tests.fault_injection.request_mutations import MutatedRequest

WHOLE = 1 << 20
"""Bytes of the longest head that is read; the limits are the server's to hold."""

SPACES = re.compile(rb"\A([^\s]+) +([^\s]+) +H")


class InvalidResponseError(Exception):
    """A response is not valid for the bytes that were sent."""


def parse_methods(data: bytes) -> list[bytes]:
    """Return the methods of the requests whose heads are well-formed, up to the first that is not."""
    found: list[bytes] = []
    # What h11 does not do and a server may: ignore empty lines before a request (RFC 9112, 2.2), and take
    # several spaces between the parts of its first line for one (RFC 9112, 3).
    while data := SPACES.sub(rb"\1 \2 H", data.lstrip(b"\r\n"), count=1):
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=WHOLE)
        connection.receive_data(data)
        connection.receive_data(b"")
        try:
            while isinstance(event := connection.next_event(), h11.Event):
                if isinstance(event, h11.Request):
                    found.append(event.method)
                elif isinstance(event, h11.ConnectionClosed):
                    return found
        except h11.RemoteProtocolError:
            break
        if connection.their_state is h11.MUST_CLOSE:
            break
        data = connection.trailing_data[0]
    return found


def parse_response(received: bytes, method: bytes) -> tuple[int, bytes]:
    """Return the status of the first response and the remaining bytes.

    Raises:
        WrongAnswerError: it is no answer, or not whole.

    """
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=WHOLE)
    connection.send(h11.Request(method=method, target="/", headers=[("host", "a")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(received)
    connection.receive_data(b"")
    status = 0
    try:
        while isinstance(event := connection.next_event(), h11.Event):
            if isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.EndOfMessage):
                return status, connection.trailing_data[0]
            elif isinstance(event, h11.ConnectionClosed):
                break
    except h11.RemoteProtocolError as error:
        raise InvalidResponseError(f"not HTTP: {error}") from error
    raise InvalidResponseError(f"not whole, of status {status}")


def check_responses(sent: MutatedRequest, received: bytes, *, cut: bool) -> list[int]:
    """Return the statuses of the responses; `cut`: the server reset the connection.

    Raises:
        WrongAnswerError: an answer is none, is not whole, is of 500 or more, or grants what is malformed.

    """
    methods, statuses = parse_methods(sent.data), list[int]()
    while received:
        place = len(statuses)
        method = methods[place] if place < len(methods) else b"GET"
        try:
            status, received = parse_response(received, method)
        except InvalidResponseError:
            if cut:
                break
            # What h11 refuses may still be a question for the head alone.
            if place < len(methods) or b"HEAD" not in sent.data:
                raise
            status, received = parse_response(received, b"HEAD")
        statuses.append(status)
        if status >= 500 and status != 501:
            raise InvalidResponseError(f"status {status}")
        if status < 400 and place >= len(methods):
            raise InvalidResponseError(f"status {status} for what is malformed")
    return statuses
