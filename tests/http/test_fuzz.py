"""Every operation of the contract, called with thousands of requests that nobody thought of."""

from collections import Counter
from collections.abc import Iterator
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from app.catalog import Catalog
from app.main import create_app
from app.settings import Settings


@pytest.fixture(scope="session")
def contract(catalog, engine):
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(Settings(), catalog, engine))

@pytest.fixture
def tally():
    c = Counter()
    yield c
    print("TALLY", sum(c.values()), c)

api = schemathesis.pytest.from_fixture("contract")

@api.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_all(case, tally):
    r = case.call_and_validate()
    tally[r.status_code] += 1
