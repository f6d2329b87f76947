"""Send the same request to the API and to nginx, and compare the responses."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple, Self

NOT_COMPARED = {
    *("date", "server", "request-id", "connection", "keep-alive"),
    # nginx makes these from the file.
    *("etag", "last-modified", "accept-ranges", "vary"),
}


class Response(NamedTuple):
    """Status, header fields with their names in lower case, and body as sent."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """Return the header fields by name."""
        return dict(self.fields)

    @property
    def compared_headers(self) -> dict[str, str]:
        """Return the header fields that nginx must send as the API does."""
        return {name: value for name, value in self.headers.items() if name not in NOT_COMPARED}


class ServerPair:
    """The API and nginx, each on a connection of its own."""

    def __init__(self, api_url: str, nginx_url: str) -> None:
        self.api = HTTPConnection(api_url.removeprefix("http://"), timeout=60)
        self.nginx = HTTPConnection(nginx_url.removeprefix("http://"), timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.api.close()
        self.nginx.close()

    def request(
        self, target: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[Response, Response]:
        """Return the responses of the API and of nginx."""
        first, second = (send(one, target, headers or {}, method) for one in (self.api, self.nginx))
        assert len(dict(second.fields)) == len(second.fields), "a header field is sent twice"
        return first, second

    def copy(self, target: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Response:
        """Return the response of nginx."""
        return send(self.nginx, target, headers or {}, method)


def send(connection: HTTPConnection, target: str, headers: Mapping[str, str], method: str) -> Response:
    """Return the response to one request, its body not decoded."""
    connection.putrequest(method, target, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    fields = [(name.lower(), value) for name, value in response.getheaders()]
    return Response(response.status, fields, response.read())


def exported_urls(export: Path) -> list[str]:
    """Return every URL of an export."""
    return list(manifest(export)["files"])


def manifest(export: Path) -> dict[str, Any]:
    """Return the manifest of an export."""
    document: dict[str, Any] = json.loads((export / "export.json").read_bytes())
    return document
