"""The same question to the API and to its copy, over the network, and what has to be the same."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple, Self

DIFFERING = {"date", "server", "request-id", "connection", "keep-alive"}
"""Header fields that two servers, or two answers of one, need not have alike."""

OF_FILES = {"last-modified", "accept-ranges"}
"""Header fields that the API has on vendored files alone: the first is the date of a file on one machine."""


class Answer(NamedTuple):
    """What came back: status, header fields in lower case, body."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """Return the header fields by name."""
        return dict(self.fields)

    @property
    def document(self) -> dict[str, Any]:
        """Return a problem document without what names the request."""
        document: dict[str, Any] = json.loads(self.body)
        assert document.pop("request_id") == self.headers["request-id"]
        return document

    @property
    def lasting(self) -> dict[str, str]:
        """Return the header fields that have to be the same on both sides."""
        left_out = DIFFERING | OF_FILES
        # A 304 may say how long the whole answer would be; the API does not.
        left_out |= {"content-length"} if self.status == 304 else set()
        return {name: value for name, value in self.headers.items() if name not in left_out}


class Pair:
    """The API and its copy, each on a connection of its own."""

    def __init__(self, api: str, copy: str) -> None:
        self.api = HTTPConnection(api.removeprefix("http://"), timeout=30)
        self.copy = HTTPConnection(copy.removeprefix("http://"), timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.api.close()
        self.copy.close()

    def ask(
        self, target: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[Answer, Answer]:
        """Return the answers of the API and of its copy."""
        first, second = (asked(one, target, headers or {}, method) for one in (self.api, self.copy))
        assert len(dict(second.fields)) == len(second.fields), "a header field stands twice"
        return first, second

    def same(self, target: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        """Return the answer of the copy, which is that of the API."""
        api, copy = self.ask(target, headers, method)
        assert (copy.status, copy.lasting) == (api.status, api.lasting), (method, target, headers)
        assert copy.body == api.body, (method, target, headers)
        return copy


def asked(connection: HTTPConnection, target: str, headers: Mapping[str, str], method: str) -> Answer:
    """Return the answer to one request, not decoded."""
    connection.putrequest(method, target, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    fields = [(name.lower(), value) for name, value in response.getheaders()]
    return Answer(response.status, fields, response.read())


def addresses(copy: Path) -> list[str]:
    """Return every address that a copy answers."""
    return [answer["address"] for answer in manifest(copy)["answers"]]


def manifest(copy: Path) -> dict[str, Any]:
    """Return what a copy says of itself."""
    document: dict[str, Any] = json.loads((copy / "export.json").read_bytes())
    return document
