"""PostgreSQL and SQLite give the same catalog and byte-identical responses."""

import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from sqlalchemy import Engine, text
from starlette.types import ASGIApp

from app.catalog.catalog import Catalog
from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import Content
from tests.conftest import loaded_engine, make_app, make_client
from tests.fixtures.postgres import Postgres

pytestmark = pytest.mark.full_suite

PATHS = [
    *(f"/v1/{kind.path}" for kind in KINDS),
    *(f"/v1/{kind.path}?limit=3" for kind in KINDS),
    "/v1/claims/ff-kefir",
    "/v1/claims/ff-kefir/evidence",
    "/v1/food-sources?diet=vegan&free_from=soy&include_uncertain=true",
    "/v1/cautions?medicine=warfarin",
    "/v1/guide",
    "/v1/facets",
    "/v1/disclaimer",
    "/v1/bundle",
    "/v1/releases",
    "/v1/graph",
    "/v1/plan?days=3&seed=7",
    "/v1/citations?items=claims/ff-kefir",
    "/v1/claims/no-such-claim",
    "/v1/claims?nonsense=1",
    "/openapi.json",
    "/health/ready",
]
BY_CHANCE = re.compile(rb'"request_id":"[^"]*"')


@pytest.fixture(scope="module")
def other_engine(content: Content, postgres: Postgres) -> Iterator[Engine]:
    engine = loaded_engine(content, postgres.create())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def other_catalog(other_engine: Engine) -> Catalog:
    return read_catalog(other_engine, KINDS)


@pytest.fixture(scope="module")
def other_app(other_catalog: Catalog, other_engine: Engine) -> ASGIApp:
    return make_app(other_catalog, other_engine)


@pytest.fixture
async def other_client(other_app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with make_client(other_app) as client:
        yield client


def test_catalog_is_identical_on_both_databases(catalog: Catalog, other_catalog: Catalog) -> None:
    assert (other_catalog.release, other_catalog.checksum) == (catalog.release, catalog.checksum)
    assert list(other_catalog.stored) == list(catalog.stored)
    for key in catalog.stored:
        assert other_catalog.entry_json(key) == catalog.entry_json(key), key
    assert other_catalog.guide == catalog.guide
    assert other_catalog.history == catalog.history
    assert other_catalog.moved == catalog.moved


def test_release_row_is_identical_on_both_databases(engine: Engine, other_engine: Engine) -> None:
    noted = text("SELECT release, digest, source_digest, checksum FROM current_release")
    with engine.connect() as one, other_engine.connect() as other:
        assert one.execute(noted).all() == other.execute(noted).all() != []


@pytest.mark.parametrize("path", PATHS)
async def test_answers_are_identical_on_both_databases(
    path: str, client: httpx.AsyncClient, other_client: httpx.AsyncClient
) -> None:
    answers = [await one.get(path) for one in (client, other_client)]

    one, other = (BY_CHANCE.sub(b"", answer.content) for answer in answers)
    assert one == other
    heads = [{name: value for name, value in one.headers.items() if name != "request-id"} for one in answers]
    assert heads[0] == heads[1]
    assert answers[0].status_code == answers[1].status_code


async def test_check_is_identical_on_both_databases(
    client: httpx.AsyncClient, other_client: httpx.AsyncClient
) -> None:
    asked = {"items": ["natto", "kefir"], "medicines": ["warfarin"]}
    one, other = [await sent.post("/v1/check", json=asked) for sent in (client, other_client)]

    assert BY_CHANCE.sub(b"", one.content) == BY_CHANCE.sub(b"", other.content)
    assert one.status_code == other.status_code == 200
