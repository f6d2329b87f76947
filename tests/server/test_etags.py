"""ETag and body always agree: encodings, HEAD, releases, workers, persistent connections."""

import http.client
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fixtures.cli import SAMPLE_CONTENT, loaded_database_url, run_cli, running_server
from tests.server.test_conditional_requests import DECODERS

pytestmark = pytest.mark.full_suite

PAIRS = 20_000
PATHS = [
    "/v1/food-sources",
    "/v1/food-sources/dew-tea",
    "/v1/claims?limit=1",
    "/v1/claims?limit=2",
    "/v1/terms",
    "/v1/facets",
    "/v1/guide",
    "/v1/disclaimer",
    "/v1/graph",
    "/v1/bundle",
    "/v1/food-sources?limit=1&diet=vegan",
    "/v1/food-sources?diet=vegan&limit=1",
]
SAME = {PATHS[-1]: PATHS[-2]}
ENCODINGS = ["br", "zstd", "gzip", "identity", "gzip;q=0.5, br;q=0.1", ""]


class Request(NamedTuple):
    """One request: to which server, how, for what, and in which encoding."""

    server: int
    method: str
    path: str
    encoding: str


class Response(NamedTuple):
    """What came back."""

    status: int
    tag: str
    encoding: str
    release: str
    length: str | None
    body: bytes


class Servers:
    """Servers, each with one connection that stays open."""

    def __init__(self, addresses: list[str]) -> None:
        self._connections = [http.client.HTTPConnection(one.removeprefix("http://")) for one in addresses]

    def close(self) -> None:
        for connection in self._connections:
            connection.close()

    def ask(self, asked: Request, if_none_match: str = "") -> Response:
        fields = {"Accept-Encoding": asked.encoding}
        if if_none_match:
            fields["If-None-Match"] = if_none_match
        connection = self._connections[asked.server]
        connection.request(asked.method, asked.path, headers=fields)
        response = connection.getresponse()
        body, head = response.read(), response.headers
        return Response(
            response.status,
            head["etag"],
            head.get("content-encoding", "identity"),
            head["gutbone-release"],
            head.get("content-length"),
            body,
        )


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return two workers of one release, fast path on and off, and one of a release with another text."""
    folder = tmp_path_factory.mktemp("tags")
    first, second = (
        loaded_database_url(folder / "first.db"),
        loaded_database_url(folder / "second.db", changed(folder / "content")),
    )
    with ExitStack() as running:
        received = [(first, "true"), (first, "false"), (second, "true")]
        started = [
            running.enter_context(running_server(database_url=url, port=0, fast_path=hot, access_log="false"))
            for url, hot in received
        ]
        servers = Servers([one.address for one in started])
        yield servers
        servers.close()


def changed(folder: Path) -> Path:
    """Return a copy of the sample content with another text of one food."""
    shutil.copytree(SAMPLE_CONTENT, folder)
    food = folder / "food-sources" / "dew-tea.yaml"
    text = food.read_text(encoding="utf-8")
    assert "name: Dew tea" in text
    food.write_text(text.replace("name: Dew tea", "name: Dew brew", 1), encoding="utf-8")
    assert run_cli("check", content_dir=folder).code == 0
    return folder


def content_of(response: Response) -> bytes:
    """Return the body without its content coding."""
    return DECODERS[response.encoding](response.body)


def random_request(chance: random.Random) -> Request:
    method = chance.choice(["GET", "GET", "HEAD"])
    return Request(chance.randrange(3), method, chance.choice(PATHS), chance.choice(ENCODINGS))


def sent_by(servers: Servers) -> dict[Request, Response]:
    """Return what GET gives for every request there is."""
    every = [
        Request(server, "GET", path, code) for server in range(3) for path in PATHS for code in ENCODINGS
    ]
    return {asked: servers.ask(asked) for asked in every}


def test_etag_identifies_the_same_bytes_everywhere(servers: Servers) -> None:
    bodies: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    tags: dict[tuple[str, str, bytes], set[str]] = defaultdict(set)
    answers: dict[tuple[str, str, str], set[Response]] = defaultdict(set)
    for asked, got in sent_by(servers).items():
        path = SAME.get(asked.path, asked.path)
        bodies[path, got.tag].add(got.body)
        tags[path, got.encoding, got.body].add(got.tag)
        answers[got.release, path, asked.encoding].add(got)
    for each in (bodies, tags, answers):
        assert {len(found) for found in each.values()} == {1}
    releases = {release for release, _, _ in answers}
    assert len(releases) == 2
    assert len({got.tag for key, found in answers.items() if key[1] == PATHS[1] for got in found}) == 8


def test_304_only_for_an_etag_of_the_content_that_would_be_sent(servers: Servers) -> None:
    chance, whole = random.Random(20261126), sent_by(servers)
    confirmed = 0
    for _ in range(PAIRS):
        first, second = random_request(chance), random_request(chance)
        if chance.random() < 0.5:
            second = first._replace(server=second.server)
        held, would = whole[first._replace(method="GET")], whole[second._replace(method="GET")]
        got = servers.ask(second, held.tag)
        same = content_of(held) == content_of(would)
        assert (got.status == 304) is same, (first, second)
        assert got.tag == (held.tag if same else would.tag)
        sent = would.body if second.method == "GET" and not same else b""
        assert got.body == sent
        if not same:
            assert (got.status, got.length) == (200, str(len(would.body)))
        confirmed += same
    assert 0.1 < confirmed / PAIRS < 0.9
