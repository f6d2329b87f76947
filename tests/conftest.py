"""Shared fixtures: the real content and the sample content, each loaded once and served in process."""

import signal
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp

from app.catalog.catalog import Catalog
from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.config import Settings
from app.content.content_reader import Content, read_content
from app.content.loader import load
from app.db import migration
from app.db.engine import make_engine
from app.main import create_app
from app.server.state.release_holder import ReleaseHolder
from tests.fixtures.cli import SEED, loaded_database_url
from tests.fixtures.databases import DATABASES, MakeDatabase, sqlite_file
from tests.fixtures.postgres import Postgres, running_postgres
from tests.fixtures.reliability_table import ReliabilityTable

pytest_plugins = ["tests.network_guard.pytest_plugin", "tests.fixtures.resumable_run"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the long suites unless the marker expression names them."""
    for marker in ("exhaustive", "torture", "soak"):
        if marker not in config.option.markexpr:
            items[:] = [item for item in items if item.get_closest_marker(marker) is None]


@pytest.fixture(scope="session", autouse=True)
def _default_sigint() -> Iterator[None]:
    """Handle SIGINT by default: a background job ignores it, and its child processes inherit that."""
    earlier = signal.getsignal(signal.SIGINT)
    if earlier is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, earlier)


@pytest.fixture(scope="session")
def reliability_tables(request: pytest.FixtureRequest) -> ReliabilityTable:
    """Return the table of docs/reliability.md, to which the tests of a torture or soak run add rows."""
    return ReliabilityTable("make soak" if request.config.option.markexpr == "soak" else "make torture")


@pytest.fixture
def reliability(
    reliability_tables: ReliabilityTable, request: pytest.FixtureRequest
) -> Iterator[ReliabilityTable]:
    """Yield the table; in a torture or soak run, save it after each test."""
    yield reliability_tables
    results = request.config.pluginmanager.get_plugin("result-file")
    if reliability_tables.rows and results:
        reliability_tables.seconds = sum(results.passed.values())
        reliability_tables.save()


def loaded_engine(content: Content, url: str) -> Engine:
    """Return an engine whose tables hold the content."""
    engine = make_engine(url)
    migration.migrate(engine)
    load(engine, content, KINDS, lambda _done, _total: None)
    return engine


def make_app(catalog: Catalog, engine: Engine, settings: Settings | None = None) -> ASGIApp:
    """Return an application that serves a catalog."""
    settings = settings or Settings()
    return create_app(settings, ReleaseHolder(catalog, settings.cache_bytes), engine)


def make_client(app: ASGIApp) -> httpx.AsyncClient:
    """Return a client of an application, in process."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gutbone.test")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL that runs, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session", params=DATABASES)
def empty_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MakeDatabase:
    """Return what makes an empty database: for each kind of database, once."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path_factory.mktemp('database')}/empty.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create


@pytest.fixture
def read_only() -> Callable[[str], str]:
    """Return what turns the URL of a database into one by which it may only be read."""
    return lambda url: (
        f"sqlite:///file:{sqlite_file(url)}?mode=ro&uri=true"
        if sqlite_file(url)
        else f"{url}?options=-c%20default_transaction_read_only%3Don"
    )


@pytest.fixture(scope="session")
def content() -> Content:
    """Return the real content."""
    return read_content(SEED, KINDS)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an engine on a database with the real content."""
    engine = make_engine(loaded_database_url(tmp_path_factory.mktemp("real") / "real.db", SEED))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def catalog(engine: Engine) -> Catalog:
    """Return the catalog of the real content."""
    return read_catalog(engine, KINDS)


@pytest.fixture(scope="session")
def app(catalog: Catalog, engine: Engine) -> ASGIApp:
    """Return an application that serves the real content."""
    return make_app(catalog, engine)


@pytest.fixture
async def client(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application with the real content."""
    async with make_client(app) as client:
        yield client


@pytest.fixture(scope="session")
def sample_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an engine on a database with the sample content."""
    engine = make_engine(loaded_database_url(tmp_path_factory.mktemp("sample") / "sample.db"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def sample_catalog(sample_engine: Engine) -> Catalog:
    """Return the catalog of the sample content."""
    return read_catalog(sample_engine, KINDS)


@pytest.fixture(scope="session")
def sample_app(sample_catalog: Catalog, sample_engine: Engine) -> ASGIApp:
    """Return an application that serves the sample content."""
    return make_app(sample_catalog, sample_engine)


@pytest.fixture
async def sample_client(sample_app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application with the sample content."""
    async with make_client(sample_app) as client:
        yield client
