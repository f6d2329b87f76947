"""The order in which candidates come: by seed, and later the more they were used.

All counting is in whole numbers, so that every machine comes to the same days.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from app.features.plan.food_rules import GRAIN
from app.features.plan.plan_index import Candidate

YESTERDAY = 6 * GRAIN
TWO_DAYS_AGO = 2 * GRAIN
SAME_GROUP = GRAIN
USED = 3 * GRAIN // 2
"""Prices of a repeat, in grams of fibre: what it weighs against the fibre that a day leans to."""


def in_order(candidates: Iterable[Candidate], seed: int) -> list[Candidate]:
    """Return candidates in an order that the seed decides."""
    return sorted(candidates, key=lambda one: _place(seed, one.key))


@lru_cache(maxsize=4096)
def _place(seed: int, key: str) -> bytes:
    return sha256(f"{seed}/{key}".encode()).digest()


class Past:
    """What the days so far hold."""

    def __init__(self) -> None:
        """Begin without a day."""
        self._times: dict[str, int] = {}
        self._days: list[set[str]] = [set(), set()]

    def has_yesterday(self, name: str) -> bool:
        """Return whether the day before held a candidate or a group."""
        return name in self._days[-1]

    def price(self, one: Candidate) -> int:
        """Return what another use of a candidate costs."""
        return (
            USED * self._times.get(one.key, 0)
            + YESTERDAY * (one.key in self._days[-1])
            + TWO_DAYS_AGO * (one.key in self._days[-2])
            + SAME_GROUP * (one.group in self._days[-1])
        )

    def add(self, chosen: Iterable[Candidate]) -> None:
        """Remember one day: its candidates and their groups."""
        day: set[str] = set()
        for one in chosen:
            self._times[one.key] = self._times.get(one.key, 0) + 1
            day |= {one.key, one.group}
        self._days.append(day)
