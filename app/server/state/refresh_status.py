"""Whether newer releases can be seen from here, as the last look at the database found it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RefreshStatus:
    """What the last look found: whether the database answers, and what keeps its release from being served.

    `problem` is for everyone to read; `reason`, the driver's own words, is for the log alone.
    """

    reachable: bool = True
    problem: str | None = None
    reason: str | None = None
