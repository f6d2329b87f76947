"""Run schemathesis with valid and invalid requests, and collect the failures."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.schemas import BaseSchema

LONGEST_TARGET = 8 * 1024
"""Bytes of a path and query."""
CHECKS = {
    # The statuses that are expected anyway, the 410 of `/v1/changes`, and 414, which is judged below.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "410", "414"]},
    # The statuses that are expected anyway, and those of an address or a body that is too long.
    "negative_data_rejection": {
        "expected-statuses": ["400", "404", "405", "406", "413", "414", "415", "422"],
    },
}
"""What is told to checks that cannot know it; none is switched off."""


@dataclass
class FuzzResult:
    """What came of many requests: how often each status, what was wrong, the seconds of the slowest."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def cases(self) -> int:
        """Return how many requests were sent and answered."""
        return self.statuses.total()


@schemathesis.check
def refused_for_its_length(
    _context: schemathesis.CheckContext, response: schemathesis.Response, _case: schemathesis.Case[Any]
) -> None:
    """An address is refused as too long only where it is: short words may be longer together."""
    if response.status_code == 414:
        assert len(response.request.path_url) > LONGEST_TARGET, "refused for a length that it has not"


def fuzz(schema: BaseSchema, result: FuzzResult | None = None) -> FuzzResult:
    """Run every phase over a schema; add what came of it to what is known already."""
    result = result or FuzzResult()
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            result.failures += _failures_of(event)
            answers = [one.response for one in event.recorder.interactions.values() if one.response]
            result.statuses.update(answer.status_code for answer in answers)
            result.slowest = max([result.slowest, *(answer.elapsed for answer in answers)])
        elif isinstance(event, FatalError):
            raise event.exception
        elif isinstance(event, NonFatalError):
            raise event.value
    return result


def _failures_of(scenario: ScenarioFinished) -> Iterator[str]:
    """Yield a line for every check of a scenario that failed, with the request."""
    for case, checks in scenario.recorder.checks.items():
        for check in checks:
            if check.status is Status.FAILURE and check.failure_info is not None:
                request = scenario.recorder.interactions[case].request
                failure, again = check.failure_info.failure, check.failure_info.code_sample
                yield f"{check.name}: {request.method} {again}: {failure.title}: {failure.message}"
