"""Every operation of the contract, asked thousands of times in ways that nobody thought of."""

import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.schemas import BaseSchema
from starlette.types import ASGIApp

from tests.http.test_lists import PATHS

CASES_PER_KIND = 110
"""At least; the nineteen kinds alone make it more than 2,000 requests in a run."""
NAMES_AND_PLACES = {
    "applies_to",
    "around",
    "compound",
    "condition",
    "conditions",
    "cursor",
    "from",
    "items",
    "mechanism",
    "medicine",
    "medicines",
    "outcome",
    "subject",
    "to",
}
"""Parameters whose values are words of the content, or places in a list: the contract cannot list them."""
SETTINGS = {
    "seed": 20261124,
    "continue-on-failure": True,
    "generation": {"max-examples": 40},
    # There is one writer, the editor, and no route changes anything: no state to build up.
    "phases": {"stateful": {"enabled": False}},
    # A well-formed word may name nothing: `only_names_are_refused` says which refusals are right.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "410", "422"]}},
}


@schemathesis.check
def only_names_are_refused(
    _context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """A request that the contract allows is refused only for a word that names nothing."""
    if response.status_code != 422 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    wrong = {error["where"].rpartition(".")[2] for error in response.json()["errors"]}
    assert wrong <= NAMES_AND_PLACES, f"refused for {wrong - NAMES_AND_PLACES}"


@pytest.fixture(scope="module")
def contract(app: ASGIApp) -> Iterator[BaseSchema]:
    """Return the served contract; the log says nothing meanwhile."""
    logging.disable(logging.CRITICAL)
    config = schemathesis.Config.from_dict(SETTINGS)
    yield schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    logging.disable(logging.NOTSET)


def failures_of(scenario: ScenarioFinished) -> Iterator[str]:
    """Yield a line for every check of a scenario that failed, with the request."""
    for case, checks in scenario.recorder.checks.items():
        for check in checks:
            if check.status is Status.FAILURE and check.failure_info is not None:
                request = scenario.recorder.interactions[case].request
                failure = check.failure_info.failure
                yield f"{check.name}: {request.method} {request.uri}: {failure.title}: {failure.message}"


def fuzz(schema: BaseSchema) -> Counter[int]:
    """Run every phase over a schema; check that nothing failed; return how often each status came."""
    statuses: Counter[int] = Counter()
    failures: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            failures += failures_of(event)
            answers = [answer.response for answer in event.recorder.interactions.values()]
            statuses.update(answer.status_code for answer in answers if answer is not None)
        elif isinstance(event, FatalError):
            raise event.exception
        elif isinstance(event, NonFatalError):
            raise event.value
    assert failures == []
    return statuses


@pytest.mark.parametrize("kind", PATHS)
def test_no_request_breaks_the_contract_of_a_kind(contract: BaseSchema, kind: str) -> None:
    statuses = fuzz(contract.include(path_regex=rf"^/v1/{kind}(/\{{slug\}})?$"))
    assert statuses.total() >= CASES_PER_KIND
    assert {200, 404, 405, 422} <= statuses.keys()


def test_no_request_breaks_the_contract_of_the_rest(contract: BaseSchema) -> None:
    kinds = "|".join(PATHS)
    statuses = fuzz(contract.exclude(path_regex=rf"^/v1/({kinds})(/\{{slug\}})?$"))
    assert {200, 405} <= statuses.keys()
