"""The copy under nginx says what the API says: every address, in every encoding, held already or not."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.server.http.negotiation import ENCODERS
from app.web.docs.markdown_pages import PAGES
from tests.fixtures.cli import serving
from tests.static_export.hosting import hosted
from tests.static_export.questions import Pair, addresses

ENCODINGS = ("identity", *ENCODERS)
UNTAGGED = ("/docs", "/docs/swagger", *(f"/docs/{name}" for name in PAGES))


def compare(pair: Pair, target: str, encoding: str) -> None:
    """Ask for an address in an encoding: whole, its head, and again with the tag that came."""
    asked = {"Accept-Encoding": encoding}
    whole = pair.same(target, asked)
    assert whole.status == 200
    assert whole.headers.keys() >= {"content-type", "content-length", "request-id"}
    pair.same(target, asked, "HEAD")
    tag = whole.headers.get("etag")
    if tag is None:
        assert target in UNTAGGED
        return
    api, held = pair.ask(target, {**asked, "If-None-Match": tag})
    assert (held.status, held.body, held.headers["etag"]) == (304, b"", tag)
    assert api.status == 304
    # The framework leaves the media type out where it answers 304 for a file of its own.
    differing = held.lasting.items() ^ api.lasting.items()
    assert {name for name, _ in differing} <= ({"content-type"} if "/assets/" in target else set())
    assert pair.same(target, {**asked, "If-None-Match": '"another"'}).body == whole.body


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_answer_of_the_tiny_world_is_the_same(pair: Pair, world_copy: Path, encoding: str) -> None:
    found = addresses(world_copy)
    assert len(found) > 100
    for target in found:
        compare(pair, target, encoding)


@pytest.mark.slow
def test_every_answer_of_the_real_content_is_the_same(engine: Engine, real_copy: Path) -> None:
    found = addresses(real_copy)
    assert len(found) > 800
    url = engine.url.render_as_string()
    with (
        serving(database_url=url, port=0, access_log="false") as server,
        hosted(real_copy) as address,
        Pair(server.address, address) as pair,
    ):
        for target in found:
            for encoding in ENCODINGS:
                compare(pair, target, encoding)


@pytest.mark.parametrize(
    "target",
    [
        "/v1/guide?",
        "/v1/food%2Dsources",
        "/v1/food%2dsources/dew-tea",
        "/v1/citations?style=ris&items=guide",
        "/v1/citations?items=guide&style=ris",
        "/docs?theme=dark",
        "/docs/errors?x",
        "/docs/assets/docs.css?v=2",
        "/openapi.json?x=1",
    ],
)
def test_an_address_may_be_written_otherwise(pair: Pair, target: str) -> None:
    assert pair.same(target).status == 200


def test_a_cursor_may_be_written_as_clients_write_it(pair: Pair, world_copy: Path) -> None:
    following = [target for target in addresses(world_copy) if "cursor=" in target]
    padded = [target for target in following if target.endswith("%3D")]
    for target in following:
        assert pair.same(target).status == 200
    for target in padded:
        for padding in ("=", "%3d"):
            assert pair.same(target.replace("%3D", padding)).status == 200
