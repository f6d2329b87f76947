"""Property tests of every operation in the OpenAPI document."""

import logging
from collections.abc import Iterator

import pytest
import schemathesis
from schemathesis.schemas import BaseSchema
from starlette.types import ASGIApp

from tests.api.schemathesis_runner import CHECKS, fuzz
from tests.api.test_lists import PATHS

pytestmark = pytest.mark.full_suite

CASES_PER_KIND = 110
"""At least; the nineteen kinds alone make it more than 2,000 requests in a run."""
SETTINGS = {
    "seed": 20261124,
    "continue-on-failure": True,
    "generation": {"max-examples": 40},
    # What the requests of one answer lead to is asked over real sockets, by tests/fault_injection.
    "phases": {"stateful": {"enabled": False}},
    "checks": CHECKS,
}


@pytest.fixture(scope="module")
def contract(app: ASGIApp) -> Iterator[BaseSchema]:
    """Return the served contract; the log says nothing meanwhile."""
    logging.disable(logging.CRITICAL)
    config = schemathesis.Config.from_dict(SETTINGS)
    yield schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("kind", PATHS)
def test_schemathesis_entry_routes(contract: BaseSchema, kind: str) -> None:
    result = fuzz(contract.include(path_regex=rf"^/v1/{kind}(/\{{slug\}})?$"))
    assert result.failures == []
    assert result.cases >= CASES_PER_KIND
    assert {200, 404, 405, 422} <= result.statuses.keys()


def test_schemathesis_other_routes(contract: BaseSchema) -> None:
    kinds = "|".join(PATHS)
    result = fuzz(contract.exclude(path_regex=rf"^/v1/({kinds})(/\{{slug\}})?$"))
    assert [one for one in result.failures if not _is_about_query(one)] == []
    assert {200, 405} <= result.statuses.keys()


def _is_about_query(failure: str) -> bool:
    """Return whether a failure is that `/v1/check` takes QUERY, which OpenAPI 3.1 cannot describe."""
    expects_405 = failure.startswith("unsupported_method: QUERY ") and "returned 200, expected 405" in failure
    return expects_405 or "Undocumented methods advertised: QUERY\n" in failure
