"""`SafetyRule`: how a kind says that a change of one of its entries concerns the safety of readers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

SafetyState = dict[str, str]
"""What readers' safety depends on in one entry, by field; text that is long is a digest."""

Change = Callable[[SafetyState | None, SafetyState | None], bool]
"""Judge the states before and after; None: the entry is not there, or has nothing to compare."""


def never(_before: SafetyState | None, _after: SafetyState | None) -> bool:
    """Return False: the default of `SafetyRule.is_lowered`."""
    return False


@dataclass(frozen=True)
class SafetyRule:
    """What is compared between two releases.

    `state` takes an entry as in the bundle. `is_change` says whether readers must be told, `is_lowered`
    whether a warning got weaker, which needs a reason in writing.
    """

    state: Callable[[Mapping[str, Any]], SafetyState | None]
    is_change: Change
    is_lowered: Change = never
